"""What Discord shows of the commands in French, by the English words."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.messages import discord as english
from bot.request import options

FRENCH: Mapping[str, str] = MappingProxyType(
    {
        english.animate_command(): "Transforme une image en vidéo.",
        english.jobs_command(): "Montre tes dernières vidéos.",
        english.notify_command(): "Annonce les vidéos terminées dans un salon.",
        english.help_command(): "Montre ce que Flipbook sait faire.",
        english.menu_command(): "Animer cette image",
        options.FIRST.name: "début",
        options.FIRST.help: "L'image par laquelle la vidéo commence.",
        options.LAST.name: "fin",
        options.LAST.help: "L'image sur laquelle la vidéo finit. Avec une première image ou seule.",
        options.PROMPT.name: "description",
        options.PROMPT.help: "Dis ce qui bouge et comment bouge la caméra. `<<<element_1>>>` nomme un élément.",
        options.DURATION.name: "durée",
        options.DURATION.help: "La durée de la vidéo en secondes entières. Avec des plans, leur somme par défaut.",
        options.ASPECT.name: "format",
        options.ASPECT.help: "Le format de la vidéo. `auto` suit l'image ; les autres ajoutent des bords.",
        options.QUALITY.name: "qualité",
        options.QUALITY.help: "La taille de la vidéo. Plus grand coûte plus cher et prend plus de temps.",
        options.SOUND.name: "son",
        options.SOUND.help: "Ajoute un son qui va avec les mots.",
        options.NEGATIVE.name: "éviter",
        options.NEGATIVE.help: "Dis ce qui ne doit pas apparaître ou arriver.",
        options.SHOTS.name: "plans",
        options.SHOTS.help: "Découpe la vidéo : `4s: elle lève les yeux | 6s: la foule applaudit`, ou `auto`.",
        options.ELEMENTS.name: "éléments",
        options.ELEMENTS.help: "Identifiants de 3 éléments au plus du service vidéo ; nomme-les dans la description.",
        options.WATERMARK.name: "filigrane",
        options.WATERMARK.help: "Indique visiblement que la vidéo est faite par une machine.",
        options.CALLBACK.name: "rappel",
        options.CALLBACK.help: "Une adresse `https` publique que le service vidéo prévient à la fin.",
        "Like the picture": "Comme l'image",
        "Wide 16:9": "Large 16:9",
        "Tall 9:16": "Haut 9:16",
        "Square 1:1": "Carré 1:1",
        english.jobs_video_name(): "vidéo",
        english.jobs_video(): "La vidéo dont il s'agit ; toutes si elle manque.",
        english.notify_what_name(): "quoi",
        english.notify_what(): "Ce qui est annoncé, ou ce que deviennent les règles.",
        english.notify_channel_name(): "salon",
        english.notify_channel(): "Le salon qui est prévenu ; sinon celui-ci.",
        english.notify_rule_name(): "règle",
        english.notify_rule(): "La règle à supprimer.",
        english.notify_everyone(): "Les vidéos de tous",
        english.notify_mine(): "Seulement mes vidéos",
        english.notify_list(): "Montrer les règles",
        english.notify_remove(): "Supprimer une règle",
    }
)
