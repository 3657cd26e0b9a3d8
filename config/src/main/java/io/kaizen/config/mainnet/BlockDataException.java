package io.kaizen.config.mainnet;

import java.io.IOException;

/** A file that does not hold the block data it should; the message says what and where. */
final class BlockDataException extends IOException {
    private static final long serialVersionUID = 1L;

    BlockDataException(String message) {
        super(message);
    }
}
