package io.kaizen.ingress.transport;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may speak to the server through a browser. Programs send no Origin header and are not
 * concerned. The host check defeats DNS rebinding, as geth's virtual hosts do.
 *
 * @param origins for CORS and WebSocket; {@code *} for any
 * @param hosts names that the Host header may carry beside IP addresses; {@code *} for any
 */
public record AccessPolicy(Set<String> origins, Set<String> hosts) {
    public static final AccessPolicy LOCAL = new AccessPolicy(Set.of(), Set.of("localhost"));

    /** Any page may call: a development chain holds nothing of value. */
    public static final AccessPolicy OPEN = new AccessPolicy(Set.of("*"), Set.of("localhost"));

    private static final String ANY = "*";

    public AccessPolicy {
        origins = Set.copyOf(origins);
        hosts = Set.copyOf(hosts);
    }

    /** The value of Access-Control-Allow-Origin for a request, or null for none. */
    @Nullable String allowedOrigin(@Nullable String origin) {
        if (origin == null) {
            return null;
        }
        if (origins.contains(ANY)) {
            return ANY;
        }
        return origins.contains(origin) ? origin : null;
    }

    boolean mayUpgrade(@Nullable String origin) {
        return origin == null || allowedOrigin(origin) != null;
    }

    /** Whether the Host header names this server; without one the client is no browser. */
    public boolean allowsHost(@Nullable String hostHeader) {
        if (hostHeader == null || hosts.contains(ANY)) {
            return true;
        }
        String name = nameOf(hostHeader).toLowerCase(Locale.ROOT);
        return isAddress(name) || hosts.contains(name);
    }

    private static String nameOf(String hostHeader) {
        int colon = hostHeader.lastIndexOf(':');
        boolean hasPort = colon >= 0 && hostHeader.indexOf(']', colon) < 0;
        boolean bareV6 = hostHeader.indexOf(':') != colon && !hostHeader.startsWith("[");
        return hasPort && !bareV6 ? hostHeader.substring(0, colon) : hostHeader;
    }

    private static boolean isDotted(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != '.' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAddress(String name) {
        return name.startsWith("[") || name.indexOf(':') != name.lastIndexOf(':') || isDotted(name);
    }
}
