"""Every detector, in one explicit tuple."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgguard.detect import (
    account,
    address,
    device,
    email,
    evidence,
    family,
    files,
    identity,
    language,
    phone,
    platform,
    pupil,
    recipients,
    same,
    sender,
)
from msgguard.detect.channel import channel_detector
from msgguard.detect.data import DataRule, data_detector
from msgguard.detect.profanity import profanity_detector
from msgguard.detect.registry import Detector, Refiner

DETECTORS: tuple[Detector, ...] = (
    phone.DETECTOR,
    email.DETECTOR,
    address.DETECTOR,
    account.DETECTOR,
    identity.DETECTOR,
    sender.DETECTOR,
    device.DETECTOR,
    recipients.DETECTOR,
    pupil.DETECTOR,
    files.DETECTOR,
    language.DETECTOR,
)
REFINERS: tuple[Refiner, ...] = (
    platform.REFINER,
    evidence.REFINER,
    same.REFINER,
    family.REFINER,
    files.REFINER,
)


def all_detectors(
    data_rules: Iterable[DataRule], words: Mapping[str, frozenset[str]]
) -> tuple[Detector, ...]:
    """The detectors in code, and those made of the packs' word lists and data rules."""
    from_data = data_detector(data_rules, words)
    detectors = (*DETECTORS, channel_detector(words), profanity_detector(words))
    return (*detectors, from_data) if from_data else detectors
