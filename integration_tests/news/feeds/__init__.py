"""What three publishers deliver: files in their published shapes, and how they are read."""

from news.feeds.generated import deliver
from news.feeds.publishers import PUBLISHERS, Publisher

__all__ = ["PUBLISHERS", "Publisher", "deliver"]
