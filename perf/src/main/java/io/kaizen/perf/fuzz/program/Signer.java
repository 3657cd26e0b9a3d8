package io.kaizen.perf.fuzz.program;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;

/**
 * An account that signs.
 *
 * @param secret its key, of a test and no secret at all
 */
record Signer(Address address, Bytes secret) {}
