"""Registrations: the form's facts and drafts, accepting, sending, receipts, erasing.

``accept.accept`` stores, ``delivery.send_now`` and the workers send, ``receipts.find_receipt`` tells how it went.
States and their rules: design/faults.md §7.
"""
