package io.kaizen.perf.load;

import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.concurrent.Executor;

/**
 * The node under measurement.
 *
 * @param uri of its RPC port; the scheme is set by the transport
 * @param transport how calls travel
 */
public record Target(URI uri, Transport transport) {
    public enum Transport {
        HTTP,
        WS
    }

    /**
     * @throws IllegalArgumentException for a URL that is neither http(s) nor ws(s)
     */
    public static Target of(String url, Transport transport) {
        URI given = URI.create(url);
        String scheme = String.valueOf(given.getScheme()).toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("https") || scheme.equals("wss");
        if (given.getHost() == null || !(secure || scheme.equals("http") || scheme.equals("ws"))) {
            throw new IllegalArgumentException("not an http or ws URL: " + url);
        }
        String wanted =
                switch (transport) {
                    case HTTP -> secure ? "https" : "http";
                    case WS -> secure ? "wss" : "ws";
                };
        return new Target(URI.create(wanted + url.substring(url.indexOf(':'))), transport);
    }

    /** One connection; its answers are completed on the executor. */
    public RpcClient connect(Executor executor) throws IOException, InterruptedException {
        return switch (transport) {
            case HTTP -> new HttpRpcClient(uri, executor);
            case WS -> WebSocketRpcClient.connect(uri, executor);
        };
    }
}
