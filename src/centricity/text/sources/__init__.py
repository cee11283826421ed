"""Documents from files: every kind of file that holds them, brought to the one table of documents.

``read_folder`` gives record batches; ``read_settings`` reads what ``sources.yaml`` says of the files; a `ReadReport`
tells what was left out. Nothing here knows the network.
"""

from centricity.text.sources.folder import read_folder
from centricity.text.sources.limits import Limits
from centricity.text.sources.report import FileReport, ReadReport
from centricity.text.sources.settings import SourceRule, SourceSettings, read_settings

__all__ = ["FileReport", "Limits", "ReadReport", "SourceRule", "SourceSettings", "read_folder", "read_settings"]
