"""What Discord shows of the commands in Brazilian Portuguese, by the English words."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.messages import discord as english
from bot.request import options

PORTUGUESE: Mapping[str, str] = MappingProxyType(
    {
        english.animate_command(): "Transforma uma imagem em vídeo.",
        english.jobs_command(): "Mostra seus vídeos mais recentes.",
        english.notify_command(): "Anuncia vídeos prontos em um canal.",
        english.help_command(): "Mostra o que o Flipbook sabe fazer.",
        english.menu_command(): "Animar esta imagem",
        options.FIRST.name: "início",
        options.FIRST.help: "A imagem com que o vídeo começa.",
        options.LAST.name: "final",
        options.LAST.help: "A imagem com que o vídeo termina. Com uma primeira imagem ou sozinha.",
        options.PROMPT.name: "descrição",
        options.PROMPT.help: "Diga o que se move e como a câmera se move. `<<<element_1>>>` nomeia um elemento.",
        options.DURATION.name: "duração",
        options.DURATION.help: "A duração do vídeo em segundos inteiros. Com planos, a soma deles se faltar.",
        options.ASPECT.name: "formato",
        options.ASPECT.help: "A forma do vídeo. `auto` segue a imagem; as outras acrescentam bordas.",
        options.QUALITY.name: "qualidade",
        options.QUALITY.help: "O tamanho do vídeo. Maior custa mais e demora mais.",
        options.SOUND.name: "som",
        options.SOUND.help: "Acrescenta um som que combina com as palavras.",
        options.NEGATIVE.name: "evitar",
        options.NEGATIVE.help: "Diga o que não deve aparecer nem acontecer.",
        options.SHOTS.name: "planos",
        options.SHOTS.help: "Divide o vídeo: `4s: ela olha para cima | 6s: a multidão aplaude`, ou `auto`.",
        options.ELEMENTS.name: "elementos",
        options.ELEMENTS.help: "Identificadores de até 3 elementos do serviço; nomeie-os na descrição.",
        options.WATERMARK.name: "marca",
        options.WATERMARK.help: "Mostra de forma visível que o vídeo foi feito por uma máquina.",
        options.CALLBACK.name: "aviso",
        options.CALLBACK.help: "Um endereço `https` público que o serviço avisa quando termina.",
        "Like the picture": "Como a imagem",
        "Wide 16:9": "Largo 16:9",
        "Tall 9:16": "Alto 9:16",
        "Square 1:1": "Quadrado 1:1",
        english.jobs_video_name(): "vídeo",
        english.jobs_video(): "O vídeo de que se trata; todos se faltar.",
        english.notify_what_name(): "quê",
        english.notify_what(): "O que é anunciado, ou o que fazer com as regras.",
        english.notify_channel_name(): "canal",
        english.notify_channel(): "O canal que recebe o aviso; se faltar, este.",
        english.notify_rule_name(): "regra",
        english.notify_rule(): "A regra a remover.",
        english.notify_everyone(): "Os vídeos de todos",
        english.notify_mine(): "Só os meus vídeos",
        english.notify_list(): "Mostrar as regras",
        english.notify_remove(): "Remover uma regra",
    }
)
