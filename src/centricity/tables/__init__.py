"""Tables as people keep them: read with every fault named, written whole or not at all."""
