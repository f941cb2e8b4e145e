"""One number from the content of a scene: the same request is rendered the same way, always."""

from hashlib import blake2b
from pathlib import Path

from adapters.studio.renderer.scene import Scene

_VIGOURS = (0.7, 1.35)


def build_seed(scene: Scene) -> int:
    """Hash everything that is to be seen or heard; names of files and of the task do not count."""
    digest = blake2b(digest_size=6)
    for path in (scene.first_frame, scene.last_frame, *scene.elements):
        digest.update(_read_digest(path))
    words = (
        scene.prompt,
        scene.negative_prompt,
        scene.duration_seconds,
        scene.shots,
        scene.split_into_shots,
        scene.take,
    )
    digest.update(repr(words).encode())
    return int.from_bytes(digest.digest())


def find_vigour(scene: Scene) -> float:
    """Tell how far the camera goes in its moves: as ever in the first take, a little less or more in others."""
    if not scene.take:
        return 1.0
    low, high = _VIGOURS
    return low + (high - low) * (build_seed(scene) % 1000) / 999


def _read_digest(path: Path | None) -> bytes:
    """Hash the bytes of a picture; an absent one has a hash too."""
    return blake2b(b"" if path is None else path.read_bytes(), digest_size=16).digest()
