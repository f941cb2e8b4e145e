"""What Discord shows of the commands in Spanish, by the English words."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.messages import discord as english
from bot.request import options

SPANISH: Mapping[str, str] = MappingProxyType(
    {
        english.animate_command(): "Convierte una imagen en un vídeo.",
        english.jobs_command(): "Muestra tus últimos vídeos.",
        english.notify_command(): "Anuncia los vídeos terminados en un canal.",
        english.help_command(): "Muestra lo que Flipbook sabe hacer.",
        english.menu_command(): "Animar esta imagen",
        options.FIRST.name: "inicio",
        options.FIRST.help: "La imagen con la que empieza el vídeo.",
        options.LAST.name: "final",
        options.LAST.help: "La imagen con la que termina el vídeo. Con una primera imagen o sola.",
        options.PROMPT.name: "descripción",
        options.PROMPT.help: "Di qué se mueve y cómo se mueve la cámara. `<<<element_1>>>` nombra un elemento.",
        options.DURATION.name: "duración",
        options.DURATION.help: "La duración del vídeo en segundos enteros. Con planos, su suma si falta.",
        options.ASPECT.name: "formato",
        options.ASPECT.help: "La forma del vídeo. `auto` sigue a la imagen; las demás añaden bordes.",
        options.QUALITY.name: "calidad",
        options.QUALITY.help: "El tamaño del vídeo. Más grande cuesta más y tarda más.",
        options.SOUND.name: "sonido",
        options.SOUND.help: "Añade un sonido que encaja con las palabras.",
        options.NEGATIVE.name: "evitar",
        options.NEGATIVE.help: "Di qué no debe aparecer ni ocurrir.",
        options.SHOTS.name: "planos",
        options.SHOTS.help: "Divide el vídeo: `4s: ella levanta la vista | 6s: la gente aplaude`, o `auto`.",
        options.ELEMENTS.name: "elementos",
        options.ELEMENTS.help: "Identificadores de hasta 3 elementos del servicio; nómbralos en la descripción.",
        options.WATERMARK.name: "marca",
        options.WATERMARK.help: "Indica de forma visible que el vídeo lo hizo una máquina.",
        options.CALLBACK.name: "aviso",
        options.CALLBACK.help: "Una dirección `https` pública a la que el servicio avisa al terminar.",
        "Like the picture": "Como la imagen",
        "Wide 16:9": "Ancho 16:9",
        "Tall 9:16": "Alto 9:16",
        "Square 1:1": "Cuadrado 1:1",
        english.jobs_video_name(): "vídeo",
        english.jobs_video(): "El vídeo del que se trata; todos si falta.",
        english.notify_what_name(): "qué",
        english.notify_what(): "Qué se anuncia, o qué se hace con las reglas.",
        english.notify_channel_name(): "canal",
        english.notify_channel(): "El canal que recibe el aviso; si falta, este.",
        english.notify_rule_name(): "regla",
        english.notify_rule(): "La regla que se quita.",
        english.notify_everyone(): "Los vídeos de todos",
        english.notify_mine(): "Solo mis vídeos",
        english.notify_list(): "Mostrar las reglas",
        english.notify_remove(): "Quitar una regla",
    }
)
