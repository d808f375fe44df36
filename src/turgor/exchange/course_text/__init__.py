"""Courses and protocols as text that people write, read and written without loss."""

from turgor.exchange.course_text.protocol_read import read_protocol_text
from turgor.exchange.course_text.protocol_write import protocol_text
from turgor.exchange.course_text.read import read_course_text
from turgor.exchange.course_text.write import course_text

__all__ = ["course_text", "protocol_text", "read_course_text", "read_protocol_text"]
