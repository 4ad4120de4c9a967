"""Reads the text of one file in a process of its own: `python -m integration.files.reader PATH [SECONDS]`.

Knows nothing of the portal, because a crafted file may make it crash, hang or take all memory: it may be killed.
Prints one JSON object: `text`, and `pages` where the format counts them.
"""

import json
import signal
import sys

from kreuzberg import ConcurrencyConfig, ExtractionConfig, extract_file_sync

SECONDS = 20  # longer than the worker waits: this ends a reader whose worker was killed
MAX_TEXT = 1_200_000  # characters handed over; the portal keeps fewer


def main(path: str, seconds: int = SECONDS) -> None:
    """Print what the file says; the system ends the process after so many seconds, whatever the library does."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(seconds)
    config = ExtractionConfig(
        use_cache=False,
        disable_ocr=True,  # type: ignore[call-arg]
        enable_quality_processing=False,
        max_concurrent_extractions=1,
        concurrency=ConcurrencyConfig(max_threads=1),
    )
    result = extract_file_sync(path, config=config)
    pages = result.metadata.get("page_count") or result.metadata.get("slide_count")
    json.dump({"text": result.content[:MAX_TEXT], "pages": int(pages) if pages else None}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], *(int(seconds) for seconds in sys.argv[2:3]))
