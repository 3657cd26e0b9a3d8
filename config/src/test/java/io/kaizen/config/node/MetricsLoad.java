package io.kaizen.config.node;

import io.kaizen.config.genesis.DevAccounts.DevAccount;
import io.kaizen.exec.ledger.Word;
import io.kaizen.perf.load.Workload;
import io.kaizen.perf.load.Workload.Sender;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** Transactions and calls over JSON-RPC from the accounts that a node knows. */
final class MetricsLoad {
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI rpc;
    private final Workload workload = new Workload(Word.of(31_337), 1);
    private final List<Sender> senders = new ArrayList<>();
    private long nonce;
    private long recipients;

    MetricsLoad(KaizenNode node) {
        rpc = URI.create("http://127.0.0.1:" + node.rpcAddress().getPort());
        for (DevAccount account : node.accounts()) {
            senders.add(new Sender(account.address(), account.secretKey()));
        }
    }

    /** Sends so many from every account, in one batch; how many there were. */
    synchronized int sendTransfers(int each) throws IOException, InterruptedException {
        List<String> calls = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            for (Sender sender : senders) {
                var raw =
                        workload.transfer(
                                sender, nonce, workload.recipient(recipients++), Word.ONE);
                calls.add(body("eth_sendRawTransaction", "[\"" + raw.hex() + "\"]"));
            }
            nonce++;
        }
        String answer = post("[" + String.join(",", calls) + "]");
        if (answer.contains("\"error\"")) {
            throw new IllegalStateException(answer);
        }
        return calls.size();
    }

    /** Sends what is no transaction; how many there were. */
    int sendJunk() throws IOException, InterruptedException {
        call("eth_sendRawTransaction", "[\"0xc0\"]");
        return 1;
    }

    String call(String method, String params) throws IOException, InterruptedException {
        return post(body(method, params));
    }

    private static String body(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}"
                .formatted(method, params);
    }

    String post(String text) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(rpc)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(text))
                        .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
}
