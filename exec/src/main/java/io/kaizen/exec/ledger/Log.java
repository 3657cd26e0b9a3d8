package io.kaizen.exec.ledger;

import java.util.List;

/**
 * An event emitted by LOG0 to LOG4.
 *
 * @param topics none to four
 */
public record Log(Address address, List<Hash> topics, Bytes data) {
    public Log {
        topics = List.copyOf(topics);
    }
}
