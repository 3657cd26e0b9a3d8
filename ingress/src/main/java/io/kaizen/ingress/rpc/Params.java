package io.kaizen.ingress.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.ingress.rpc.HexInput.InvalidInput;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The positional arguments of one call. Every reader either gives a value of the asked type or
 * throws the -32602 verdict that names the argument, worded as geth words it.
 */
public final class Params {
    private final @Nullable JsonNode array;

    private Params(@Nullable JsonNode array) {
        this.array = array;
    }

    /**
     * @param params an array, or nothing
     * @throws RpcException for anything else, or for more arguments than the method has
     */
    static Params of(@Nullable JsonNode params, int argumentsMax) {
        if (params == null || params.isNull()) {
            return new Params(null);
        }
        if (!params.isArray()) {
            throw RpcError.invalidParams("non-array args").exception();
        }
        if (params.size() > argumentsMax) {
            throw RpcError.invalidParams("too many arguments, want at most " + argumentsMax)
                    .exception();
        }
        return new Params(params);
    }

    /** Whether the argument is there and not null. */
    public boolean has(int index) {
        return node(index) != null;
    }

    public Address address(int index) {
        return read(index, HexInput::address);
    }

    public Hash hash(int index) {
        return read(index, HexInput::hash);
    }

    public Bytes data(int index) {
        return read(index, HexInput::data);
    }

    public long uint64(int index) {
        return read(index, HexInput::uint64);
    }

    public String text(int index) {
        return read(index, HexInput::text);
    }

    public boolean flag(int index) {
        return read(index, HexInput::flag);
    }

    public boolean flagOr(int index, boolean otherwise) {
        return has(index) ? flag(index) : otherwise;
    }

    /** A block number or tag; a hash only as an EIP-1898 object. */
    public BlockRef block(int index) {
        return read(index, BlockRef::parse);
    }

    /** A block whose state is asked for; the latest where the argument is missing. */
    public BlockRef stateBlockOrLatest(int index) {
        return has(index) ? read(index, BlockRef::parseState) : BlockRef.LATEST;
    }

    /** Reads the argument, which must be there. */
    public <T> T read(int index, Function<JsonNode, T> parser) {
        JsonNode node = node(index);
        if (node == null) {
            throw RpcError.invalidParams("missing value for required argument " + index)
                    .exception();
        }
        try {
            return parser.apply(node);
        } catch (InvalidInput e) {
            throw invalid(index, String.valueOf(e.getMessage())).exception();
        }
    }

    /** Reads the argument, or null where it is missing or null. */
    public <T> @Nullable T readOrNull(int index, Function<JsonNode, T> parser) {
        return has(index) ? read(index, parser) : null;
    }

    public static RpcError invalid(int index, String message) {
        return RpcError.invalidParams("invalid argument " + index + ": " + message);
    }

    private @Nullable JsonNode node(int index) {
        if (array == null || index >= array.size()) {
            return null;
        }
        JsonNode value = array.get(index);
        return value == null || value.isNull() ? null : value;
    }
}
