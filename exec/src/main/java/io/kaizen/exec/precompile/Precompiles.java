package io.kaizen.exec.precompile;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The precompiles of each revision, by address. Immutable. */
public final class Precompiles {
    private static final int P256_VERIFY = 0x100;
    private static final int LOW_MAX = 0x11;
    private static final Map<Revision, Precompiles> BY_REVISION = build();

    private final @Nullable Precompile[] low;
    private final boolean hasP256;

    private Precompiles(@Nullable Precompile[] low, boolean hasP256) {
        this.low = low;
        this.hasP256 = hasP256;
    }

    public static Precompiles of(Revision revision) {
        return Objects.requireNonNull(BY_REVISION.get(revision));
    }

    /** The precompile at the address, or null. */
    public @Nullable Precompile at(Address address) {
        if (address.high() != 0 || address.middle() != 0) {
            return null;
        }
        int number = address.low();
        if (number >= 0 && number <= LOW_MAX) {
            return low[number];
        }
        return hasP256 && number == P256_VERIFY ? Unsupported.INSTANCE : null;
    }

    /** Every precompile's address, ascending. */
    public List<Address> addresses() {
        List<Address> addresses = new ArrayList<>();
        for (int number = 0; number <= P256_VERIFY; number++) {
            Address address = Address.ofLong(number);
            if (at(address) != null) {
                addresses.add(address);
            }
        }
        return addresses;
    }

    private static Map<Revision, Precompiles> build() {
        Map<Revision, Precompiles> tables = new EnumMap<>(Revision.class);
        for (Revision revision : Revision.values()) {
            boolean hasP256 = revision.atLeast(Revision.OSAKA);
            tables.put(revision, new Precompiles(row(revision), hasP256));
        }
        return tables;
    }

    private static @Nullable Precompile[] row(Revision revision) {
        @Nullable Precompile[] row = new Precompile[LOW_MAX + 1];
        row[1] = new EcRecover();
        row[2] = new Sha256();
        row[3] = new Ripemd160();
        row[4] = new Identity();
        if (revision.atLeast(Revision.BYZANTIUM)) {
            row[5] = new ModExp(ModExp.Pricing.of(revision));
            unsupported(row, 6, 8);
        }
        if (revision.atLeast(Revision.ISTANBUL)) {
            row[9] = new Blake2f();
        }
        if (revision.atLeast(Revision.CANCUN)) {
            unsupported(row, 0x0a, 0x0a);
        }
        if (revision.atLeast(Revision.PRAGUE)) {
            unsupported(row, 0x0b, 0x11);
        }
        return row;
    }

    private static void unsupported(@Nullable Precompile[] row, int from, int to) {
        for (int number = from; number <= to; number++) {
            row[number] = Unsupported.INSTANCE;
        }
    }
}
