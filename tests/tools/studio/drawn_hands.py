"""Whether the studio's page has drawn a hand over its picture: functions that a browser runs."""

from __future__ import annotations

_PIXELS = """() => {
    const canvas = document.querySelector(".screen canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i] < 80 && data[i + 1] > 180 && data[i + 2] > 150) count += 1;
    return count;
}"""
"""Counts the pixels of the colour in which the first hand's bones are drawn."""

HAND_IS_DRAWN = f"() => ({_PIXELS})() > 50"
NO_HAND_IS_DRAWN = f"() => ({_PIXELS})() < 50"
