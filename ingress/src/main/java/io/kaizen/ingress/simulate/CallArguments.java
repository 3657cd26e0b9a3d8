package io.kaizen.ingress.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.ledger.AccessListEntry;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Authorization;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.ledger.Word;
import io.kaizen.ingress.rpc.HexInput;
import io.kaizen.ingress.rpc.HexInput.InvalidInput;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A transaction object of a request: what eth_call, eth_estimateGas and eth_sendTransaction take.
 * What was not given is null.
 */
public record CallArguments(
        Address from,
        @Nullable Address to,
        @Nullable Long gas,
        Prices prices,
        Word value,
        @Nullable Long nonce,
        Bytes data,
        @Nullable List<AccessListEntry> accessList,
        List<Authorization> authorizations,
        @Nullable Word chainId) {

    /** Either a gas price, or fee caps, or neither. */
    public record Prices(@Nullable Word gasPrice, @Nullable Word feeCap, @Nullable Word tip) {
        public boolean isEmpty() {
            return gasPrice == null && feeCap == null && tip == null;
        }
    }

    /** Reads the object as geth's TransactionArgs. */
    public static CallArguments parse(JsonNode node) {
        HexInput.object(node);
        if (HexInput.field(node, "blobVersionedHashes") != null
                || HexInput.field(node, "blobs") != null) {
            throw new InvalidInput("blob transactions are not supported on this chain");
        }
        Address from = read(node, "from", HexInput::address);
        Word value = read(node, "value", HexInput::quantity);
        List<Authorization> authorizations =
                read(node, "authorizationList", CallArguments::authorizations);
        return new CallArguments(
                from == null ? Address.ZERO : from,
                read(node, "to", HexInput::address),
                read(node, "gas", HexInput::uint64),
                prices(node),
                value == null ? Word.ZERO : value,
                read(node, "nonce", HexInput::uint64),
                data(node),
                read(node, "accessList", CallArguments::accessList),
                authorizations == null ? List.of() : authorizations,
                read(node, "chainId", HexInput::quantity));
    }

    private static <T> @Nullable T read(JsonNode node, String field, Function<JsonNode, T> parser) {
        JsonNode value = HexInput.field(node, field);
        return value == null ? null : parser.apply(value);
    }

    private static Prices prices(JsonNode node) {
        Word gasPrice = read(node, "gasPrice", HexInput::quantity);
        Word feeCap = read(node, "maxFeePerGas", HexInput::quantity);
        Word tip = read(node, "maxPriorityFeePerGas", HexInput::quantity);
        if (gasPrice != null && (feeCap != null || tip != null)) {
            throw new InvalidInput(
                    "both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified");
        }
        if (feeCap != null && tip != null && tip.compareTo(feeCap) > 0) {
            throw new InvalidInput(
                    "maxFeePerGas (" + feeCap + ") < maxPriorityFeePerGas (" + tip + ")");
        }
        return new Prices(gasPrice, feeCap, tip);
    }

    private static Bytes data(JsonNode node) {
        Bytes data = read(node, "data", HexInput::data);
        Bytes input = read(node, "input", HexInput::data);
        if (data != null && input != null && !data.equals(input)) {
            throw new InvalidInput(
                    "both \"data\" and \"input\" are set and not equal. Please use \"input\" to"
                            + " pass transaction call data");
        }
        if (input != null) {
            return input;
        }
        return data == null ? Bytes.EMPTY : data;
    }

    private static List<AccessListEntry> accessList(JsonNode node) {
        List<AccessListEntry> entries = new ArrayList<>();
        for (JsonNode each : HexInput.array(node)) {
            JsonNode address = required(each, "address");
            List<Word> slots = new ArrayList<>();
            JsonNode keys = HexInput.field(each, "storageKeys");
            if (keys != null) {
                for (JsonNode key : HexInput.array(keys)) {
                    slots.add(HexInput.value32(key));
                }
            }
            entries.add(new AccessListEntry(HexInput.address(address), slots));
        }
        return entries;
    }

    private static List<Authorization> authorizations(JsonNode node) {
        List<Authorization> all = new ArrayList<>();
        for (JsonNode each : HexInput.array(node)) {
            all.add(
                    new Authorization(
                            HexInput.quantity(required(each, "chainId")),
                            HexInput.address(required(each, "address")),
                            HexInput.uint64(required(each, "nonce")),
                            new Signature(
                                    HexInput.quantity(required(each, "yParity")),
                                    HexInput.quantity(required(each, "r")),
                                    HexInput.quantity(required(each, "s")))));
        }
        return all;
    }

    private static JsonNode required(JsonNode object, String field) {
        HexInput.object(object);
        JsonNode value = HexInput.field(object, field);
        if (value == null) {
            throw new InvalidInput("missing required field '" + field + "'");
        }
        return value;
    }

    /** The highest price a unit of gas may cost; zero where none is named. */
    public Word priceMax() {
        if (prices.gasPrice() != null) {
            return prices.gasPrice();
        }
        return prices.feeCap() == null ? Word.ZERO : prices.feeCap();
    }

    /** As a message to run with this much gas: free of charge where no price is named. */
    public Transaction toMessage(Word chain, long gasLimit) {
        return toMessage(chain, gasLimit, accessList == null ? List.of() : accessList);
    }

    public Transaction toMessage(Word chain, long gasLimit, List<AccessListEntry> touched) {
        Word tip = prices.tip() == null ? Word.ZERO : prices.tip();
        Word cap = priceMax();
        return new Transaction(
                type(touched),
                chain,
                nonce == null ? 0 : nonce,
                new Transaction.Fees(
                        gasLimit, cap, prices.gasPrice() == null ? tip.min(cap) : cap, Word.ZERO),
                new Transaction.Call(to, value, data),
                new Transaction.Extras(touched, authorizations, List.of()),
                Signature.NONE);
    }

    private TransactionType type(List<AccessListEntry> touched) {
        if (!authorizations.isEmpty()) {
            return TransactionType.SET_CODE;
        }
        if (prices.gasPrice() == null) {
            return TransactionType.DYNAMIC_FEE;
        }
        return touched.isEmpty() && accessList == null
                ? TransactionType.LEGACY
                : TransactionType.ACCESS_LIST;
    }
}
