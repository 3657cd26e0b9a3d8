package io.kaizen.config.genesis;

import io.kaizen.exec.crypto.HdKey;
import io.kaizen.exec.crypto.Secp256k1;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import java.util.List;
import java.util.stream.IntStream;

/** The funded accounts of a development chain, derived from a mnemonic that everybody knows. */
public final class DevAccounts {
    public static final String MNEMONIC =
            "test test test test test test test test test test test junk";
    public static final int COUNT = 10;

    /**
     * @param secretKey 32 bytes, public knowledge for {@link #MNEMONIC}
     */
    public record DevAccount(Address address, Bytes secretKey) {
        @Override
        public String toString() {
            return address.checksummed();
        }
    }

    private DevAccounts() {}

    /** The first {@code count} accounts at {@code m/44'/60'/0'/0/i}. */
    public static List<DevAccount> derive(String mnemonic, int count) {
        HdKey master = HdKey.ofMnemonic(mnemonic);
        return IntStream.range(0, count)
                .mapToObj(i -> master.ethereum(i).secretKey())
                .map(key -> new DevAccount(Secp256k1.address(key), Bytes.wrap(key)))
                .toList();
    }
}
