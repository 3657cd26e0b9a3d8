package io.kaizen.perf.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.perf.fuzz.PeerBlock.End;

/** How Anvil's traces name the end of a call. */
final class AnvilEnds {
    private AnvilEnds() {}

    static End of(JsonNode trace) {
        JsonNode result = trace.path("result");
        String output = result.path(result.has("code") ? "code" : "output").asText("0x");
        return new End(trace.path("error").asText("success"), Bytes.fromHex(output));
    }
}
