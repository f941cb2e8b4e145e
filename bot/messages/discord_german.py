"""What Discord shows of the commands in German, by the English words."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.messages import discord as english
from bot.request import options

GERMAN: Mapping[str, str] = MappingProxyType(
    {
        english.animate_command(): "Macht aus einem Bild ein Video.",
        english.jobs_command(): "Zeigt deine letzten Videos.",
        english.notify_command(): "Kündigt fertige Videos in einem Kanal an.",
        english.help_command(): "Zeigt, was Flipbook kann.",
        english.menu_command(): "Dieses Bild animieren",
        options.FIRST.name: "anfang",
        options.FIRST.help: "Das Bild, mit dem das Video beginnt.",
        options.LAST.name: "ende",
        options.LAST.help: "Das Bild, mit dem das Video endet. Mit einem ersten Bild oder allein.",
        options.PROMPT.name: "beschreibung",
        options.PROMPT.help: "Sag, was sich bewegt und wie die Kamera fährt. `<<<element_1>>>` nennt ein Element.",
        options.DURATION.name: "dauer",
        options.DURATION.help: "Die Länge des Videos in ganzen Sekunden. Bei Einstellungen gilt sonst deren Summe.",
        options.ASPECT.name: "format",
        options.ASPECT.help: "Das Format des Videos. `auto` folgt dem Bild; andere füllen es auf.",
        options.QUALITY.name: "qualität",
        options.QUALITY.help: "Wie groß das Video ist. Größer kostet mehr und dauert länger.",
        options.SOUND.name: "ton",
        options.SOUND.help: "Fügt Ton hinzu, der zu den Worten passt.",
        options.NEGATIVE.name: "vermeiden",
        options.NEGATIVE.help: "Sag, was nicht erscheinen oder geschehen soll.",
        options.SHOTS.name: "einstellungen",
        options.SHOTS.help: "Teilt das Video: `4s: sie blickt auf | 6s: die Menge jubelt`, oder `auto`.",
        options.ELEMENTS.name: "elemente",
        options.ELEMENTS.help: "IDs von bis zu 3 Elementen des Videodienstes; nenne sie in der Beschreibung.",
        options.WATERMARK.name: "wasserzeichen",
        options.WATERMARK.help: "Kennzeichnet das Video sichtbar als maschinell erstellt.",
        options.CALLBACK.name: "rückruf",
        options.CALLBACK.help: "Eine öffentliche `https`-Adresse, der der Videodienst das Ende meldet.",
        "Like the picture": "Wie das Bild",
        "Wide 16:9": "Breit 16:9",
        "Tall 9:16": "Hoch 9:16",
        "Square 1:1": "Quadratisch 1:1",
        english.jobs_video_name(): "video",
        english.jobs_video(): "Das Video, um das es geht; alle, wenn es fehlt.",
        english.notify_what_name(): "was",
        english.notify_what(): "Was angekündigt wird oder was mit den Regeln geschieht.",
        english.notify_channel_name(): "kanal",
        english.notify_channel(): "Der Kanal, der es erfährt; sonst dieser hier.",
        english.notify_rule_name(): "regel",
        english.notify_rule(): "Die Regel, die entfernt wird.",
        english.notify_everyone(): "Die Videos aller",
        english.notify_mine(): "Nur meine Videos",
        english.notify_list(): "Regeln zeigen",
        english.notify_remove(): "Regel entfernen",
    }
)
