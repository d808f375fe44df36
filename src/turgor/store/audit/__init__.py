"""The audit chain: who changed what, when and why, in the same transaction as the change."""

from turgor.store.audit.deed import Deed, current_deed, doing
from turgor.store.audit.link import AuditHead, Link

__all__ = ["AuditHead", "Deed", "Link", "current_deed", "doing"]
