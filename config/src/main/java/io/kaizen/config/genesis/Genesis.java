package io.kaizen.config.genesis;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a chain starts from: everything that must be equal on every node.
 *
 * @param timestamp seconds
 * @param gasLimit of every block
 * @param baseFee of the genesis block, wei per gas
 * @param alloc accounts by address
 */
public record Genesis(
        Word chainId,
        long timestamp,
        long gasLimit,
        Word baseFee,
        SortedMap<Address, GenesisAccount> alloc) {

    public Genesis {
        alloc = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(alloc));
    }

    public Genesis withChainId(Word id) {
        return new Genesis(id, timestamp, gasLimit, baseFee, alloc);
    }

    public record GenesisAccount(long nonce, Word balance, Bytes code, Map<Word, Word> storage) {
        public GenesisAccount {
            storage = Map.copyOf(storage);
        }

        static GenesisAccount funded(Word balance) {
            return new GenesisAccount(0, balance, Bytes.EMPTY, Map.of());
        }

        static GenesisAccount contract(Bytes code) {
            return new GenesisAccount(1, Word.ZERO, code, Map.of());
        }
    }
}
