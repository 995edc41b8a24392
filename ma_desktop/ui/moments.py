"""Moments in the words of the window."""

from __future__ import annotations

from datetime import datetime, tzinfo

from ma_desktop.domain import moments


def clock(moment: datetime, zone: tzinfo) -> str:
    """9:05"""
    return moments.clock(moment.astimezone(zone))


def day_clock(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """9:05 today, Fri 16:40 within a week, else 3 Nov 16:40."""
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    if local.date() == today:
        return clock(moment, zone)
    if abs((local.date() - today).days) < 7:
        return f"{local:%a} {clock(moment, zone)}"
    return f"{local.day} {local:%b} {clock(moment, zone)}"
