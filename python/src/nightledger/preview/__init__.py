"""Messages to look at: samples of them, and pictures as the real renderers draw them."""
