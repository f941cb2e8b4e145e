"""What Discord shows of the commands in other languages, by Discord's name of the language and the English words.

The names of slash commands stay as they are in every language, because help and answers name them.
"""

from collections.abc import Mapping
from types import MappingProxyType

from bot.messages import discord as english

_GERMAN = {
    english.animate_command(): "Macht aus einem Bild ein Video.",
    english.jobs_command(): "Zeigt deine letzten Videos.",
    english.notify_command(): "Kündigt fertige Videos in einem Kanal an.",
    english.help_command(): "Zeigt, was Flipbook kann.",
    english.menu_command(): "Dieses Bild animieren",
}
_FRENCH = {
    english.animate_command(): "Transforme une image en vidéo.",
    english.jobs_command(): "Montre tes dernières vidéos.",
    english.notify_command(): "Annonce les vidéos terminées dans un salon.",
    english.help_command(): "Montre ce que Flipbook sait faire.",
    english.menu_command(): "Animer cette image",
}
_SPANISH = {
    english.animate_command(): "Convierte una imagen en un vídeo.",
    english.jobs_command(): "Muestra tus últimos vídeos.",
    english.notify_command(): "Anuncia los vídeos terminados en un canal.",
    english.help_command(): "Muestra lo que Flipbook sabe hacer.",
    english.menu_command(): "Animar esta imagen",
}
_PORTUGUESE = {
    english.animate_command(): "Transforma uma imagem em vídeo.",
    english.jobs_command(): "Mostra seus vídeos mais recentes.",
    english.notify_command(): "Anuncia vídeos prontos em um canal.",
    english.help_command(): "Mostra o que o Flipbook sabe fazer.",
    english.menu_command(): "Animar esta imagem",
}

TRANSLATIONS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"de": _GERMAN, "fr": _FRENCH, "es-ES": _SPANISH, "es-419": _SPANISH, "pt-BR": _PORTUGUESE}
)
