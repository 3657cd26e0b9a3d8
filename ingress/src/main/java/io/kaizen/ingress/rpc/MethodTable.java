package io.kaizen.ingress.rpc;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The methods of a server by name. Filled while it is built, then read by any thread. */
public final class MethodTable {
    private final Map<String, RpcMethod> methods = new HashMap<>();

    public MethodTable add(Collection<RpcMethod> group) {
        for (RpcMethod method : group) {
            if (methods.putIfAbsent(method.name(), method) != null) {
                throw new IllegalArgumentException("method defined twice: " + method.name());
            }
        }
        return this;
    }

    public @Nullable RpcMethod find(String name) {
        return methods.get(name);
    }

    /** The words before the underscore: eth, net, web3, ... */
    public Set<String> namespaces() {
        Set<String> names = new TreeSet<>();
        for (String method : methods.keySet()) {
            names.add(method.substring(0, method.indexOf('_')));
        }
        return names;
    }

    public Set<String> names() {
        return new TreeSet<>(methods.keySet());
    }
}
