"""Numbers that closed instruments export, through saved mapping profiles, kept as their own."""

from turgor.exchange.device_table.convert import TableReading, TableRefusal, read_device_table
from turgor.exchange.device_table.finding import Reported, device_finding
from turgor.exchange.device_table.profile import Profile, load_profile, saved_profiles

__all__ = [
    "Profile",
    "Reported",
    "TableReading",
    "TableRefusal",
    "device_finding",
    "load_profile",
    "read_device_table",
    "saved_profiles",
]
