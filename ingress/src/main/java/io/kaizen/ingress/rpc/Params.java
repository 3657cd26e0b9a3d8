package io.kaizen.ingress.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
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
    static final Params NONE = new Params(null, null);

    private final @Nullable Bytes data;
    private final @Nullable JsonNode tree;

    /**
     * @param data the first argument where it was read as data
     * @param tree an array of all arguments, or of those after the data; whatever else was sent in
     *     an array's place; null for nothing
     */
    Params(@Nullable Bytes data, @Nullable JsonNode tree) {
        this.data = data;
        this.tree = tree;
    }

    /**
     * Refuses what is no list of arguments.
     *
     * @throws RpcException for what is neither an array nor null, or for more arguments than the
     *     method has
     */
    void check(int argumentsMax) {
        boolean none = tree == null || tree.isNull();
        if (!none && !tree.isArray()) {
            throw RpcError.invalidParams("non-array args").exception();
        }
        if ((none ? 0 : tree.size()) + (data == null ? 0 : 1) > argumentsMax) {
            throw RpcError.invalidParams("too many arguments, want at most " + argumentsMax)
                    .exception();
        }
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
        return index == 0 && data != null ? data : read(index, HexInput::data);
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
        if (data != null && index == 0) {
            return TextNode.valueOf(data.hex());
        }
        int at = data == null ? index : index - 1;
        if (tree == null || at >= tree.size()) {
            return null;
        }
        JsonNode value = tree.get(at);
        return value == null || value.isNull() ? null : value;
    }
}
