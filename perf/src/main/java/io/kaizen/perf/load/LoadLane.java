package io.kaizen.perf.load;

import io.kaizen.exec.ledger.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * One connection of a load: its requests are written before the clock runs, and sent one after the
 * other as fast as they are answered, or at a rate. One thread.
 */
final class LoadLane implements AutoCloseable {
    /** Pause before what was refused is sent again, and how often it is. */
    private static final long ROUND_MS = 20;

    private static final int ROUNDS_MAX = 250;

    private enum Refused {
        TO_COME_AGAIN,
        FOR_GOOD
    }

    /** What all lanes count together. */
    static final class Tally {
        final Histogram requestMicros = new ConcurrentHistogram(3);
        final LongAdder sentAgain = new LongAdder();
        final Refusals refusals = new Refusals();
        private final AtomicLong answered = new AtomicLong();
        private final LongConsumer progress;

        /**
         * @param progress told how many transactions were answered
         */
        Tally(LongConsumer progress) {
            this.progress = progress;
        }

        private void answered(int more) {
            progress.accept(answered.addAndGet(more));
        }
    }

    private record Batch(List<Bytes> raws, RpcClient.Prepared request) {}

    private final RpcClient client;
    private final List<Batch> batches = new ArrayList<>();
    private final Tally tally;

    /**
     * @param client closed with the lane
     * @param raws in an order that keeps every sender's nonces
     * @param batch calls in one request
     */
    LoadLane(RpcClient client, List<Bytes> raws, int batch, Tally tally) {
        this.client = client;
        this.tally = tally;
        for (int from = 0; from < raws.size(); from += batch) {
            batches.add(batch(raws.subList(from, Math.min(from + batch, raws.size()))));
        }
    }

    private Batch batch(List<Bytes> raws) {
        List<RpcRequest> calls =
                raws.stream()
                        .map(raw -> RpcRequest.of("eth_sendRawTransaction", raw.hex()))
                        .toList();
        return new Batch(raws, client.prepare(calls));
    }

    /**
     * Sends everything.
     *
     * @param start by {@link System#nanoTime}
     * @param rate transactions a second; 0 for as many as are answered
     */
    void run(long start, double rate) throws IOException, InterruptedException {
        long done = 0;
        for (Batch batch : batches) {
            long due = rate == 0 ? System.nanoTime() : start + (long) (done / rate * 1e9);
            LoadRun.sleepUntil(due);
            List<Bytes> refused = send(batch, due, Refused.TO_COME_AGAIN);
            // One that a full pool refuses would leave a gap before all that follow it.
            for (int round = 1; !refused.isEmpty() && round <= ROUNDS_MAX; round++) {
                Thread.sleep(ROUND_MS);
                tally.sentAgain.add(refused.size());
                Refused last = round < ROUNDS_MAX ? Refused.TO_COME_AGAIN : Refused.FOR_GOOD;
                refused = send(batch(refused), System.nanoTime(), last);
            }
            done += batch.raws().size();
        }
    }

    /** What was refused. */
    private List<Bytes> send(Batch batch, long due, Refused meaning)
            throws IOException, InterruptedException {
        List<RpcAnswer> answers = Futures.await(batch.request().send());
        tally.requestMicros.recordValue(Math.max(0, (System.nanoTime() - due) / 1000));
        List<Bytes> refused = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i).error() != null) {
                refused.add(batch.raws().get(i));
                if (meaning == Refused.FOR_GOOD) {
                    tally.refusals.count(answers.get(i).message());
                }
            }
        }
        int sent = batch.raws().size();
        tally.answered(meaning == Refused.FOR_GOOD ? sent : sent - refused.size());
        return refused;
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
