package io.kaizen.perf.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import io.kaizen.perf.load.Workload.Sender;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prepares a node for a measurement: funds the senders from one rich account and, for tokens,
 * deploys the token and gives each sender some. Nothing of this is timed.
 */
final class Bench {
    /** Transactions in one request while preparing. */
    private static final int CHUNK = 100;

    private static final long DEPLOY_GAS = 1_500_000;

    private final RpcClient client;
    private final Workload workload;
    private final Sender funder;

    Bench(RpcClient client, Workload workload, Sender funder) {
        this.client = client;
        this.workload = workload;
        this.funder = funder;
    }

    static Word chainId(RpcClient client) throws IOException, InterruptedException {
        return Word.fromHex(client.call(RpcRequest.of("eth_chainId")).asText());
    }

    long nonce(Address address, String tag) throws IOException, InterruptedException {
        return Word.fromHex(
                        client.call(RpcRequest.of("eth_getTransactionCount", address.hex(), tag))
                                .asText())
                .w0();
    }

    /**
     * Gives every sender what its share of the transactions may cost at most, and an eighth more:
     * what is not spent stays with it, so that more would be lost to the funder.
     *
     * @param transactions of all senders together, shared evenly
     */
    void fund(List<Sender> senders, Workload.Kind kind, long transactions)
            throws IOException, InterruptedException {
        fund(senders, balance(kind, Math.ceilDiv(transactions, senders.size())));
    }

    /** Gives every sender so many wei. */
    void fund(List<Sender> senders, Word each) throws IOException, InterruptedException {
        long nonce = nonce(funder.address(), "pending");
        List<Bytes> transfers = new ArrayList<>();
        for (Sender sender : senders) {
            transfers.add(workload.transfer(funder, nonce++, sender.address(), each));
        }
        sendAll(transfers);
        awaitNonce(funder.address(), nonce);
    }

    /** What a sender of so many transactions is given, in wei. */
    static Word balance(Workload.Kind kind, long transactions) {
        return kind.costMax().times(transactions + Math.ceilDiv(transactions, 8));
    }

    /** Deploys the token and hands it out; its address. */
    Address token(List<Sender> senders) throws IOException, InterruptedException {
        long nonce = nonce(funder.address(), "pending");
        Address token = Address.ofCreate(funder.address(), nonce);
        List<Bytes> transactions = new ArrayList<>();
        transactions.add(
                workload.sign(funder, nonce++, DEPLOY_GAS, null, Word.ZERO, BenchToken.initCode()));
        sendAll(transactions);
        awaitNonce(funder.address(), nonce);
        transactions.clear();
        for (Sender sender : senders) {
            transactions.add(
                    workload.tokenTransfer(
                            funder, nonce++, token, sender.address(), Word.of(1_000_000_000_000L)));
        }
        sendAll(transactions);
        awaitNonce(funder.address(), nonce);
        JsonNode code = client.call(RpcRequest.of("eth_getCode", token.hex(), "latest"));
        if (code.asText().length() <= 2) {
            throw new IOException("the token was not deployed at " + token);
        }
        return token;
    }

    private void sendAll(List<Bytes> transactions) throws IOException, InterruptedException {
        for (int from = 0; from < transactions.size(); from += CHUNK) {
            List<RpcRequest> calls =
                    transactions.subList(from, Math.min(from + CHUNK, transactions.size())).stream()
                            .map(raw -> RpcRequest.of("eth_sendRawTransaction", raw.hex()))
                            .toList();
            for (RpcAnswer answer : Futures.await(client.send(calls))) {
                if (answer.error() != null) {
                    throw new IOException("preparing: " + answer.error());
                }
            }
        }
    }

    private void awaitNonce(Address address, long wanted) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (nonce(address, "latest") < wanted) {
            if (System.nanoTime() > deadline) {
                throw new IOException("transactions of " + address + " were not mined within 60 s");
            }
            Thread.sleep(20);
        }
    }

    /**
     * CPU time that a process has used, in seconds; null where the system does not tell.
     *
     * @param pid 0 for none
     */
    static @Nullable Double cpuSeconds(long pid) {
        if (pid == 0) {
            return null;
        }
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .map(cpu -> cpu.toNanos() / 1e9)
                .orElse(null);
    }
}
