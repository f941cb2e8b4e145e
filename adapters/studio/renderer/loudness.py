"""How loud a sound is, after ITU-R BS.1770, and how it is brought to a level."""

import numpy as np
import numpy.typing as npt

from adapters.studio.renderer.encoder import SAMPLES_PER_SECOND

Samples = npt.NDArray[np.float64]

TARGET_LUFS = -18.0
#: What a decoder may make of the loudest sample must stay below full scale.
PEAK_LIMIT = 0.80

_BLOCK = int(0.4 * SAMPLES_PER_SECOND)
_HOP = _BLOCK // 4
_ABSOLUTE_GATE, _RELATIVE_GATE = -70.0, -10.0
_OFFSET = -0.691
_SILENCE = 1e-12
#: Coefficients of the two filters of the standard at 48 kHz.
_SHELF = ([1.53512485958697, -2.69169618940638, 1.19839281085285], [1.0, -1.69065929318241, 0.73248077421585])
_HIGHPASS = ([1.0, -2.0, 1.0], [1.0, -1.99004745483398, 0.99007225036621])


def measure_loudness(samples: Samples) -> float:
    """Measure the integrated loudness of (count, channels) in LUFS."""
    power = _weigh(samples) ** 2
    total = np.concatenate([[0.0], np.cumsum(power.sum(axis=1))])
    starts = np.arange(0, max(1, len(power) - _BLOCK + 1), _HOP)
    means = (total[np.minimum(starts + _BLOCK, len(power))] - total[starts]) / _BLOCK
    loud = means[_to_lufs(means) > _ABSOLUTE_GATE]
    if not len(loud):
        return _ABSOLUTE_GATE
    gate = float(_to_lufs(loud.mean(keepdims=True))[0]) + _RELATIVE_GATE
    return float(_to_lufs(loud[_to_lufs(loud) > gate].mean(keepdims=True))[0])


def level_sound(samples: Samples) -> Samples:
    """Bring a sound to the target loudness with its peaks rounded off softly."""
    levelled = samples
    for _ in range(3):
        gain = 10 ** ((TARGET_LUFS - measure_loudness(levelled)) / 20)
        levelled = _round_peaks(levelled * gain)
    return levelled


def _weigh(samples: Samples) -> Samples:
    """Apply the standard's K weighting, in the frequency domain."""
    size = 1 << (len(samples) - 1).bit_length()
    turn = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    response = np.ones(len(turn), dtype=np.complex128)
    for above, below in (_SHELF, _HIGHPASS):
        response *= np.polyval(above[::-1], turn) / np.polyval(below[::-1], turn)
    spectrum = np.fft.rfft(samples, size, axis=0) * response[:, None]
    return np.asarray(np.fft.irfft(spectrum, size, axis=0)[: len(samples)])


def _round_peaks(samples: Samples) -> Samples:
    """Leave quiet samples alone and bend loud ones so that they never pass the limit."""
    knee = PEAK_LIMIT * 0.6
    room = PEAK_LIMIT - knee
    size = np.abs(samples)
    bent = knee + room * np.tanh(np.maximum(size - knee, 0) / room)
    return np.asarray(np.where(size > knee, np.sign(samples) * bent, samples))


def _to_lufs(power: Samples) -> Samples:
    """Turn a mean power into loudness."""
    return np.asarray(_OFFSET + 10 * np.log10(np.maximum(power, _SILENCE)))
