package io.kaizen.perf.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** JSON-RPC over HTTP to the peer, one call after the other. One thread. */
final class PeerRpc implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A block of a few hundred programs takes a second at most: what takes longer hangs. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final URI uri;

    PeerRpc(URI uri) {
        this.uri = uri;
    }

    /**
     * @param params strings, booleans, numbers or JSON nodes
     * @throws PeerException for an answer that is an error
     */
    JsonNode call(String method, Object... params) throws IOException, InterruptedException {
        JsonNode answer = post(request(method, 1, params));
        if (answer.hasNonNull("error")) {
            throw new PeerException(method + ": " + answer.get("error"));
        }
        return answer.path("result");
    }

    /**
     * The same call many times, with another first parameter each; the answers with their errors,
     * in order.
     *
     * @param rest of the parameters
     */
    List<JsonNode> each(String method, List<String> parameters, Object... rest)
            throws IOException, InterruptedException {
        ArrayNode batch = JSON.createArrayNode();
        for (int i = 0; i < parameters.size(); i++) {
            batch.add(request(method, i, with(parameters.get(i), rest)));
        }
        List<JsonNode> ordered = new ArrayList<>();
        if (parameters.isEmpty()) {
            return ordered;
        }
        JsonNode answers = post(batch);
        if (!answers.isArray() || answers.size() != parameters.size()) {
            throw new PeerException(method + ": want " + parameters.size() + " answers");
        }
        answers.forEach(ordered::add);
        for (JsonNode answer : answers) {
            ordered.set(answer.path("id").asInt(), answer);
        }
        return ordered;
    }

    private static Object[] with(String first, Object... rest) {
        Object[] all = new Object[1 + rest.length];
        all[0] = first;
        System.arraycopy(rest, 0, all, 1, rest.length);
        return all;
    }

    private static ObjectNode request(String method, int id, Object... params) {
        ObjectNode request = JSON.createObjectNode();
        request.put("jsonrpc", "2.0").put("id", id).put("method", method);
        ArrayNode list = request.putArray("params");
        for (Object param : params) {
            list.addPOJO(param);
        }
        return request;
    }

    private JsonNode post(JsonNode body) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri)
                        .timeout(PATIENCE)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                        .build();
        try {
            HttpResponse<byte[]> response =
                    client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return JSON.readTree(response.body());
        } catch (ConnectException refused) {
            throw new PeerException("cannot reach " + uri);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
