// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// Mixes of precompiles: hashes, signatures, modular exponentiation, BN254.
contract Precompiles {
    function hashes(uint256 n) external view returns (bytes32 h) {
        bytes memory data = new bytes(256);
        for (uint256 i = 0; i < n; i++) {
            h = sha256(abi.encode(h, i));
            h ^= bytes32(uint256(uint160(ripemd160(abi.encode(h)))));
            assembly {
                mstore(add(data, 32), h)
                pop(staticcall(gas(), 4, add(data, 32), 256, add(data, 32), 256))
                h := xor(h, mload(add(data, 64)))
            }
        }
    }

    function signatures(uint256 n) external pure returns (uint256 sum) {
        // Any r that is the x of a curve point recovers to some address.
        bytes32 r = 0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798;
        for (uint256 i = 1; i <= n; i++) {
            unchecked {
                sum += uint160(ecrecover(bytes32(i), 27 + uint8(i & 1), r, bytes32(i * 7919)));
            }
        }
    }

    function modexp(uint256 n) external view returns (uint256 x) {
        x = 3;
        for (uint256 i = 0; i < n; i++) {
            bytes memory input = abi.encode(
                32,
                32,
                32,
                x,
                0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2d,
                0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f
            );
            (bool ok, bytes memory out) = address(5).staticcall(input);
            require(ok, "modexp");
            x = abi.decode(out, (uint256)) + i + 1;
        }
    }

    function bn254(uint256 n) external view returns (uint256 x) {
        uint256[3] memory point = [uint256(1), 2, 5];
        for (uint256 i = 0; i < n; i++) {
            uint256[4] memory sum = [point[0], point[1], uint256(1), uint256(2)];
            assembly {
                if iszero(staticcall(gas(), 7, point, 96, point, 64)) { revert(0, 0) }
                mstore(sum, mload(point))
                mstore(add(sum, 32), mload(add(point, 32)))
                if iszero(staticcall(gas(), 6, sum, 128, point, 64)) { revert(0, 0) }
                mstore(add(point, 64), add(mload(point), i))
            }
        }
        x = point[0];
    }

    /// e(P, Q) e(-P, Q) = 1 with the generators.
    function pairings(uint256 n) external view returns (uint256 sum) {
        uint256[12] memory input = [
            uint256(1),
            2,
            0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2,
            0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed,
            0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b,
            0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa,
            1,
            0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd45,
            0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2,
            0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed,
            0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b,
            0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa
        ];
        for (uint256 i = 0; i < n; i++) {
            assembly {
                let out := mload(0x40)
                if iszero(staticcall(gas(), 8, input, 384, out, 32)) { revert(0, 0) }
                sum := add(sum, mload(out))
            }
        }
    }
}
