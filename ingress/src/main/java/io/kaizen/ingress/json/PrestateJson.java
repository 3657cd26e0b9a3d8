package io.kaizen.ingress.json;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.trace.PrestateTracer;
import io.kaizen.exec.trace.PrestateTracer.AccountState;
import java.util.Map;

/** What geth's prestateTracer gives. */
public final class PrestateJson {
    private PrestateJson() {}

    public static JsonBody of(PrestateTracer.Result result) {
        Map<Address, AccountState> after = result.after();
        if (after == null) {
            return out -> accounts(out, result.before());
        }
        return out -> {
            accounts(out.beginObject().name("post"), after);
            accounts(out.name("pre"), result.before());
            out.endObject();
        };
    }

    private static void accounts(JsonOut out, Map<Address, AccountState> accounts) {
        out.beginObject();
        accounts.forEach((address, account) -> account(out.name(address.hex()), account));
        out.endObject();
    }

    private static void account(JsonOut out, AccountState account) {
        out.beginObject();
        if (account.balance() != null) {
            out.quantity("balance", account.balance());
        }
        if (account.code() != null) {
            out.data("code", account.code());
        }
        if (account.codeHash() != null) {
            out.data("codeHash", account.codeHash());
        }
        if (account.nonce() != 0) {
            out.name("nonce").unsigned(account.nonce());
        }
        if (!account.storage().isEmpty()) {
            out.name("storage").beginObject();
            account.storage().forEach((slot, value) -> out.text(slot.hex(), value.hex()));
            out.endObject();
        }
        out.endObject();
    }
}
