package io.kaizen.ingress.method;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Word;
import io.kaizen.ingress.json.JsonOut;
import io.kaizen.ingress.limit.RpcLimits;
import io.kaizen.ingress.rpc.BlockRef;
import io.kaizen.ingress.rpc.Blocks;
import io.kaizen.ingress.rpc.HexInput;
import io.kaizen.ingress.rpc.HexInput.InvalidInput;
import io.kaizen.ingress.rpc.Lane;
import io.kaizen.ingress.rpc.Params;
import io.kaizen.ingress.rpc.Reply;
import io.kaizen.ingress.rpc.RpcError;
import io.kaizen.ingress.rpc.RpcMethod;
import io.kaizen.journal.chain.ChainView;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.pipeline.publish.Ledger;
import io.kaizen.pipeline.publish.PendingView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Prices. The suggested tip is the 60th percentile of what recent blocks paid, as geth's oracle
 * takes it, and the configured one where nobody paid anything.
 */
public final class FeeMethods {
    private static final int SAMPLE_BLOCKS = 20;
    private static final int SAMPLE_PERCENTILE = 60;
    private static final int PERCENTILES_MAX = 100;

    private final Ledger ledger;
    private final Blocks blocks;
    private final Word tipDefault;
    private final RpcLimits.Queries limits;

    public FeeMethods(Ledger ledger, Blocks blocks, Word tipDefault, RpcLimits.Queries limits) {
        this.ledger = ledger;
        this.blocks = blocks;
        this.tipDefault = tipDefault;
        this.limits = limits;
    }

    public List<RpcMethod> methods() {
        return List.of(
                read("eth_gasPrice", 0, p -> quantity(tip().plus(nextBaseFee()))),
                read("eth_maxPriorityFeePerGas", 0, p -> quantity(tip())),
                read("eth_blobBaseFee", 0, p -> quantity(ledger.pending().context().blobBaseFee())),
                read("eth_feeHistory", 3, this::feeHistory));
    }

    private interface Reader {
        Reply read(Params params);
    }

    private static RpcMethod read(String name, int argumentsMax, Reader reader) {
        return new RpcMethod(
                name, Lane.READ, argumentsMax, (params, exchange) -> reader.read(params));
    }

    private static Reply quantity(Word value) {
        return Reply.of(out -> out.quantity(value));
    }

    /** Of the block that is open or comes next. */
    Word nextBaseFee() {
        return ledger.pending().context().baseFee();
    }

    Word tip() {
        ChainView chain = ledger.chain();
        long head = chain.head().number();
        List<Word> tips = new ArrayList<>();
        for (long n = head; n > 0 && n > head - SAMPLE_BLOCKS; n--) {
            SealedBlock block = chain.block(n);
            if (block == null) {
                break;
            }
            for (int i = 0; i < block.transactions().size(); i++) {
                tips.add(tipOf(block, i));
            }
        }
        if (tips.isEmpty()) {
            return tipDefault;
        }
        Collections.sort(tips);
        return tips.get((tips.size() - 1) * SAMPLE_PERCENTILE / 100);
    }

    private static Word tipOf(SealedBlock block, int index) {
        RecoveredTransaction recovered = block.transactions().get(index);
        Word baseFee = block.header().environment().baseFee();
        Word base = baseFee == null ? Word.ZERO : baseFee;
        Word price = recovered.transaction().effectiveGasPrice(base);
        return price.compareTo(base) < 0 ? Word.ZERO : price.minus(base);
    }

    private Reply feeHistory(Params params) {
        long asked = params.read(0, FeeMethods::blockCount);
        BlockRef newest = params.read(1, BlockRef::parseNumber);
        List<Double> percentiles = params.readOrNull(2, FeeMethods::percentiles);
        ChainView chain = ledger.chain();
        long last = blocks.height(chain, newest);
        long head = chain.head().number();
        if (last > head) {
            throw RpcError.server("request beyond head block: requested " + last + ", head " + head)
                    .exception();
        }
        long count =
                Math.min(
                        Math.min(asked, limits.feeHistoryBlocksMax()),
                        Math.max(1, last - chain.first() + 1));
        List<SealedBlock> range = new ArrayList<>((int) count);
        for (long n = last - count + 1; n <= last; n++) {
            SealedBlock block = chain.block(n);
            if (block == null) {
                throw RpcError.prunedHistory().exception();
            }
            range.add(block);
        }
        Word next = baseFeeAfter(chain, last);
        return Reply.of(out ->
                writeHistory(
                        out,
                        last - count + 1,
                        range,
                        next,
                        percentiles == null ? List.of() : percentiles));
    }

    /** A count comes as hex or as a number: clients send both. */
    private static long blockCount(JsonNode node) {
        if (node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= 0) {
            return node.longValue();
        }
        return HexInput.positive(node);
    }

    private static List<Double> percentiles(JsonNode node) {
        HexInput.array(node);
        if (node.size() > PERCENTILES_MAX) {
            throw new InvalidInput("over the query limit " + PERCENTILES_MAX + ": " + node.size());
        }
        List<Double> all = new ArrayList<>(node.size());
        for (JsonNode each : node) {
            if (!each.isNumber()) {
                throw new InvalidInput("invalid reward percentile: " + each);
            }
            double value = each.doubleValue();
            if (!(value >= 0 && value <= 100)) {
                throw new InvalidInput("invalid reward percentile: " + value);
            }
            if (!all.isEmpty() && value <= all.getLast()) {
                throw new InvalidInput(
                        "invalid reward percentile: #"
                                + (all.size() - 1)
                                + ":"
                                + all.getLast()
                                + " >= #"
                                + all.size()
                                + ":"
                                + value);
            }
            all.add(value);
        }
        return all;
    }

    private Word baseFeeAfter(ChainView chain, long number) {
        SealedBlock child = chain.block(number + 1);
        PendingView pending = ledger.pending();
        Word baseFee =
                child == null
                        ? pending.context().baseFee()
                        : child.header().environment().baseFee();
        return baseFee == null ? Word.ZERO : baseFee;
    }

    private static void writeHistory(
            JsonOut out,
            long oldest,
            List<SealedBlock> range,
            Word nextBaseFee,
            List<Double> percentiles) {
        out.beginObject().quantity("oldestBlock", oldest);
        if (!percentiles.isEmpty()) {
            out.name("reward").beginArray();
            range.forEach(block -> writeRewards(out, block, percentiles));
            out.endArray();
        }
        out.name("baseFeePerGas").beginArray();
        for (SealedBlock block : range) {
            Word baseFee = block.header().environment().baseFee();
            out.quantity(baseFee == null ? Word.ZERO : baseFee);
        }
        out.quantity(nextBaseFee).endArray().name("gasUsedRatio").beginArray();
        for (SealedBlock block : range) {
            out.number((double) block.header().gasUsed() / block.header().gasLimit());
        }
        out.endArray().name("baseFeePerBlobGas").beginArray();
        for (SealedBlock block : range) {
            out.quantity(Blocks.blobBaseFee(block.header().environment()));
        }
        out.quantity(Word.ONE).endArray().name("blobGasUsedRatio").beginArray();
        range.forEach(block -> out.number(0L));
        out.endArray().endObject();
    }

    private record Paid(Word tip, long gasUsed) {}

    /** The tips at the percentiles of the block's gas, cheapest first (geth's processBlock). */
    private static void writeRewards(JsonOut out, SealedBlock block, List<Double> percentiles) {
        List<Paid> paid = new ArrayList<>(block.transactions().size());
        for (int i = 0; i < block.transactions().size(); i++) {
            paid.add(new Paid(tipOf(block, i), block.receipts().get(i).gasUsed()));
        }
        paid.sort((a, b) -> a.tip().compareTo(b.tip()));
        out.beginArray();
        int at = 0;
        long gas = paid.isEmpty() ? 0 : paid.getFirst().gasUsed();
        for (double percentile : percentiles) {
            long threshold = (long) (block.header().gasUsed() * percentile / 100);
            while (gas < threshold && at < paid.size() - 1) {
                gas += paid.get(++at).gasUsed();
            }
            out.quantity(paid.isEmpty() ? Word.ZERO : paid.get(at).tip());
        }
        out.endArray();
    }
}
