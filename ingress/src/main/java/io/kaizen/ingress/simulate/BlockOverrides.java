package io.kaizen.ingress.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.ingress.rpc.HexInput;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A block environment as a request wishes it to be (geth's block overrides). */
public final class BlockOverrides {
    private BlockOverrides() {}

    public static BlockContext apply(@Nullable JsonNode node, BlockContext block) {
        if (node == null) {
            return block;
        }
        return new BlockContext(
                read(node, "number", HexInput::positive, block.number()),
                read(node, "time", HexInput::positive, block.timestamp()),
                read(node, "gasLimit", HexInput::positive, block.gasLimit()),
                read(node, "feeRecipient", HexInput::address, coinbase(node, block)),
                read(node, "difficulty", HexInput::quantity, block.difficulty()),
                read(node, "prevRandao", HexInput::hash, random(node, block)),
                read(node, "baseFeePerGas", HexInput::quantity, baseFee(node, block)),
                read(node, "blobBaseFee", HexInput::quantity, block.blobBaseFee()),
                read(node, "beaconRoot", HexInput::hash, block.parentBeaconBlockRoot()),
                block.blockHashes());
    }

    /** The names geth had before it took those of eth_simulateV1. */
    private static Address coinbase(JsonNode node, BlockContext block) {
        return read(node, "coinbase", HexInput::address, block.feeRecipient());
    }

    private static Hash random(JsonNode node, BlockContext block) {
        return read(node, "random", HexInput::hash, block.prevRandao());
    }

    private static Word baseFee(JsonNode node, BlockContext block) {
        return read(node, "baseFee", HexInput::quantity, block.baseFee());
    }

    private static <T> T read(
            JsonNode node, String field, Function<JsonNode, T> parser, T otherwise) {
        JsonNode value = HexInput.field(node, field);
        return value == null ? otherwise : parser.apply(value);
    }
}
