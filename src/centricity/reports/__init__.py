"""Reports: one view-model, four faces (terminal, HTML, PDF, workbook)."""

from centricity.reports.publish import write_reports
from centricity.reports.terminal import print_terminal

__all__ = ["print_terminal", "write_reports"]
