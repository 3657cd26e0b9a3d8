package io.kaizen.perf.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.ledger.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * One connection of a soak: sends what it signs, batch after batch at its rate, and sends again
 * what a full pool refused, so that no sender is left with a gap. One thread.
 */
final class SoakLane {
    private static final int REFUSAL_PAUSE_MS = 20;
    private static final int REMEMBERED_MAX = 256;
    private static final double BATCH_SECONDS = 0.5;

    /** Nothing that goes by with time: sent again it would be refused again. */
    private static final String NO_FUNDS = "insufficient funds";

    /** Batches in a row of which nothing was taken, after which the node is held to be stuck. */
    private static final int REFUSALS_MAX = 3_000;

    /** What all lanes count together. */
    static final class Tally {
        final LongAdder accepted = new LongAdder();
        final LongAdder refused = new LongAdder();
        final Refusals refusals = new Refusals();
        final Histogram requestMicros;

        /**
         * @param requestMicros may be recorded to by many threads
         */
        Tally(Histogram requestMicros) {
            this.requestMicros = requestMicros;
        }
    }

    private final Target target;
    private final Supplier<Bytes> source;
    private final int batch;
    private final double rate;
    private final Tally tally;
    private final SplittableRandom random;
    private final List<String> remembered = new ArrayList<>();
    private long taken;
    private int refusalsInARow;

    /**
     * @param source the next signed transaction of this lane's senders
     * @param rate transactions a second; 0 for as many as are taken
     * @param seed of what is remembered
     */
    SoakLane(
            Target target, Supplier<Bytes> source, int batch, double rate, Tally tally, long seed) {
        this.target = target;
        this.source = source;
        this.batch = batch;
        this.rate = rate;
        this.tally = tally;
        this.random = new SplittableRandom(seed);
    }

    /** Sends until the time is over and nothing refused is left. */
    void run(ExecutorService executor, long start, long end)
            throws IOException, InterruptedException {
        try (RpcClient client = target.connect(executor)) {
            List<Bytes> again = new ArrayList<>();
            long sent = 0;
            long most = rate == 0 ? Long.MAX_VALUE : (long) Math.ceil((end - start) / 1e9 * rate);
            // At a low rate a whole batch would be many seconds' worth.
            int together =
                    rate == 0 ? batch : (int) Math.clamp(Math.ceil(rate * BATCH_SECONDS), 1, batch);
            while (System.nanoTime() < end || !again.isEmpty()) {
                long due = rate == 0 ? System.nanoTime() : start + (long) (sent / rate * 1e9);
                LoadRun.sleepUntil(due);
                List<Bytes> next = again;
                for (int i = next.size(); i < together && due < end && sent < most; i++) {
                    next.add(source.get());
                    sent++;
                }
                if (next.isEmpty()) {
                    return;
                }
                again = send(client, next);
            }
        }
    }

    /** What was refused. */
    private List<Bytes> send(RpcClient client, List<Bytes> raws)
            throws IOException, InterruptedException {
        List<RpcRequest> calls =
                raws.stream()
                        .map(raw -> RpcRequest.of("eth_sendRawTransaction", raw.hex()))
                        .toList();
        long began = System.nanoTime();
        List<RpcAnswer> answers = Futures.await(client.send(calls));
        tally.requestMicros.recordValue((System.nanoTime() - began) / 1000);
        List<Bytes> refused = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            JsonNode hash = answers.get(i).result();
            if (hash == null) {
                refused.add(raws.get(i));
                String message = answers.get(i).message();
                tally.refusals.count(message);
                if (message.contains(NO_FUNDS)) {
                    throw new IOException("refused: " + message);
                }
            } else {
                remember(hash.asText());
            }
        }
        tally.accepted.add(raws.size() - refused.size());
        tally.refused.add(refused.size());
        refusalsInARow = refused.size() < raws.size() ? 0 : refusalsInARow + 1;
        if (refusalsInARow > REFUSALS_MAX) {
            throw new IOException("refused again and again: " + tally.refusals.counts());
        }
        if (!refused.isEmpty()) {
            Thread.sleep(REFUSAL_PAUSE_MS);
        }
        return refused;
    }

    /** Keeps hashes so that each that was taken has the same chance to be among them. */
    private void remember(String hash) {
        taken++;
        if (remembered.size() < REMEMBERED_MAX) {
            remembered.add(hash);
        } else {
            long place = random.nextLong(taken);
            if (place < REMEMBERED_MAX) {
                remembered.set((int) place, hash);
            }
        }
    }

    /** Hashes of some transactions that were taken, from all of the time. Once it has run. */
    List<String> remembered() {
        return remembered;
    }
}
