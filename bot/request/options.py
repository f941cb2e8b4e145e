"""The option table: everything that can be said about a video, declared once.

The web form, the terminal flags, chat commands, `/help` and the table in the README are generated from here. Reading
what people typed is `bot.request.reading`'s business; rules between options are `bot.request.rules`'.
"""

from bot.request.generation_request import Aspect, Quality
from bot.request.option import Choice, Option, OptionKind

MAX_PROMPT_LENGTH = 2500
MAX_SHOT_PROMPT_LENGTH = 512
MAX_SHOTS = 6
MAX_ELEMENTS = 3
MAX_CALLBACK_LENGTH = 2048

FIRST = Option(
    name="first",
    kind=OptionKind.PICTURE,
    label="First frame",
    help="The picture that the video starts from.",
    examples=("day.jpg",),
)
LAST = Option(
    name="last",
    kind=OptionKind.PICTURE,
    label="Last frame",
    help="The picture that the video ends on. Use it with a first frame or alone.",
    examples=("night.jpg",),
)
PROMPT = Option(
    name="prompt",
    kind=OptionKind.LONG_TEXT,
    label="What should happen",
    help="Say what moves and how the camera moves. `<<<element_1>>>` names an element.",
    max_length=MAX_PROMPT_LENGTH,
    examples=("The sun sets, slow push in", "She turns her head and smiles, handheld"),
)
NEGATIVE = Option(
    name="negative",
    kind=OptionKind.TEXT,
    label="What to avoid",
    help="Say what should not appear or happen.",
    max_length=MAX_PROMPT_LENGTH,
    examples=("blur, text, fast motion",),
    is_advanced=True,
)
DURATION = Option(
    name="duration",
    kind=OptionKind.INTEGER,
    label="Seconds",
    help="How long the video is, in whole seconds. With shots, their sum is used when this is left out.",
    default=5,
    minimum=3,
    maximum=15,
    examples=("5", "10"),
)
ASPECT = Option(
    name="aspect",
    kind=OptionKind.CHOICE,
    label="Shape",
    help="The shape of the video. `auto` follows the picture; others pad it to fit.",
    default=Aspect.AUTO.value,
    choices=(
        Choice(value=Aspect.AUTO.value, label="Like the picture"),
        Choice(value=Aspect.WIDE.value, label="Wide 16:9"),
        Choice(value=Aspect.TALL.value, label="Tall 9:16"),
        Choice(value=Aspect.SQUARE.value, label="Square 1:1"),
    ),
    examples=("16:9",),
)
QUALITY = Option(
    name="quality",
    kind=OptionKind.CHOICE,
    label="Quality",
    help="How large the video is. Larger costs more and takes longer.",
    default=Quality.HD.value,
    choices=(
        Choice(value=Quality.HD.value, label="720p"),
        Choice(value=Quality.FULL_HD.value, label="1080p"),
        Choice(value=Quality.ULTRA_HD.value, label="4k"),
    ),
    examples=("1080p",),
)
SOUND = Option(
    name="sound",
    kind=OptionKind.SWITCH,
    label="Sound",
    help="Add sound that fits the words.",
    default=False,
    examples=("on",),
)
SHOTS = Option(
    name="shots",
    kind=OptionKind.STORYBOARD,
    label="Shots",
    help="Cut the video into shots: `4s: she looks up | 6s: the crowd cheers`, or `auto`.",
    max_length=MAX_SHOTS * (MAX_SHOT_PROMPT_LENGTH + 20),
    examples=("4s: she looks up | 6s: the crowd cheers", "auto"),
    is_advanced=True,
)
ELEMENTS = Option(
    name="elements",
    kind=OptionKind.LIST,
    label="Elements",
    help="Ids of up to 3 elements made at the video service; name them in the prompt.",
    minimum=0,
    maximum=MAX_ELEMENTS,
    max_length=64,
    examples=("1234567890, 2345678901",),
    is_advanced=True,
)
WATERMARK = Option(
    name="watermark",
    kind=OptionKind.SWITCH,
    label="Watermark",
    help="Mark the video visibly as machine-made.",
    default=False,
    examples=("on",),
    is_advanced=True,
)
CALLBACK = Option(
    name="callback",
    kind=OptionKind.ADDRESS,
    label="Callback address",
    help="A public `https` address that the video service tells when it has finished.",
    max_length=MAX_CALLBACK_LENGTH,
    examples=("https://example.com/hooks/video",),
    is_advanced=True,
)

#: In the order in which forms and tables show them.
OPTIONS: tuple[Option, ...] = (
    FIRST,
    LAST,
    PROMPT,
    DURATION,
    ASPECT,
    QUALITY,
    SOUND,
    NEGATIVE,
    SHOTS,
    ELEMENTS,
    WATERMARK,
    CALLBACK,
)
