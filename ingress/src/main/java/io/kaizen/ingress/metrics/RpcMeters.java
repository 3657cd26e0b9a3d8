package io.kaizen.ingress.metrics;

import io.kaizen.ingress.rpc.Lane;
import io.kaizen.ingress.rpc.RpcMeter;
import io.kaizen.ingress.transport.RpcServer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A server's figures as meters. A method has its series from its first call on: most are never
 * called, and a histogram is long.
 */
public final class RpcMeters {
    private final MeterBook book;
    private final RpcMeter meter;
    private final Set<String> shown = new HashSet<>();

    private RpcMeters(MeterBook book, RpcMeter meter) {
        this.book = book;
        this.meter = meter;
    }

    public static void bind(MeterBook book, RpcServer server) {
        RpcMeters meters = new RpcMeters(book, server.dispatcher().meter());
        meters.levels(server);
        meters.traffic();
        book.before(meters::showCalled);
    }

    private void levels(RpcServer server) {
        book.gauge("kaizen_rpc_connections", "Open connections.", server::connections);
        book.gauge("kaizen_rpc_websockets", "Open WebSockets.", meter::webSockets);
        book.gauge("kaizen_rpc_subscriptions", "Open subscriptions.", meter::subscriptions);
        for (Lane lane : List.of(Lane.READ, Lane.HEAVY)) {
            book.gauge(
                    "kaizen_rpc_lane_waiting_requests",
                    "Payloads that wait for a thread of the lane.",
                    () -> server.waiting(lane),
                    "lane",
                    PipelineMeters.label(lane));
        }
    }

    private void traffic() {
        for (RpcMeter.Transport transport : RpcMeter.Transport.values()) {
            RpcMeter.Traffic traffic = meter.traffic(transport);
            book.counter(
                    "kaizen_rpc_received_bytes_total",
                    "Bytes of requests.",
                    traffic.received()::sum,
                    "transport",
                    PipelineMeters.label(transport));
            book.counter(
                    "kaizen_rpc_sent_bytes_total",
                    "Bytes of answers and notifications.",
                    traffic.sent()::sum,
                    "transport",
                    PipelineMeters.label(transport));
        }
    }

    private void showCalled() {
        for (RpcMeter.Method method : meter.methods()) {
            boolean called =
                    List.of(RpcMeter.Outcome.values()).stream()
                            .anyMatch(outcome -> method.calls(outcome).sum() > 0);
            if (called && shown.add(method.name())) {
                show(method);
            }
        }
    }

    private void show(RpcMeter.Method method) {
        for (RpcMeter.Outcome outcome : RpcMeter.Outcome.values()) {
            book.counter(
                    "kaizen_rpc_requests_total",
                    "Calls answered; of a method that is not known, and payloads that hold none,"
                            + " under the name other.",
                    method.calls(outcome)::sum,
                    "method",
                    method.name(),
                    "outcome",
                    PipelineMeters.label(outcome));
        }
        book.histogram(
                "kaizen_rpc_request_seconds",
                "Time from a call being read to its answer being known.",
                Scale.SECONDS_COARSE,
                () -> method.took().read(),
                "method",
                method.name());
    }
}
