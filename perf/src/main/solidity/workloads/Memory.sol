// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// Arrays in memory: a sieve, a sort, copies.
contract Memory {
    function sort(uint256 n) external pure returns (uint256 digest) {
        uint256[] memory a = new uint256[](n);
        uint256 x = 88172645463325252;
        for (uint256 i = 0; i < n; i++) {
            unchecked {
                x ^= (x << 13) & 0xffffffffffffffff;
                x ^= x >> 7;
                x ^= (x << 17) & 0xffffffffffffffff;
            }
            a[i] = x;
        }
        // Heap sort, without recursion.
        for (uint256 i = n / 2; i > 0; i--) {
            sift(a, i - 1, n);
        }
        for (uint256 end = n - 1; end > 0; end--) {
            (a[0], a[end]) = (a[end], a[0]);
            sift(a, 0, end);
        }
        for (uint256 i = 1; i < n; i++) {
            require(a[i - 1] <= a[i], "unsorted");
            digest = digest * 31 % 1000000007 + a[i] % 997;
        }
    }

    function sift(uint256[] memory a, uint256 root, uint256 end) private pure {
        while (2 * root + 1 < end) {
            uint256 child = 2 * root + 1;
            if (child + 1 < end && a[child] < a[child + 1]) {
                child++;
            }
            if (a[root] >= a[child]) {
                return;
            }
            (a[root], a[child]) = (a[child], a[root]);
            root = child;
        }
    }

    function copy(uint256 n) external pure returns (uint256 sum) {
        bytes memory block_ = new bytes(16384);
        for (uint256 i = 0; i < n; i++) {
            assembly {
                let p := add(block_, 32)
                mstore(add(p, and(mul(i, 2654435761), 8191)), i)
                mcopy(add(p, 8192), p, 8192)
                mcopy(add(p, 1), add(p, 8192), 4096)
                mstore8(add(p, and(i, 4095)), i)
                sum := add(sum, mload(add(p, and(mul(i, 40503), 8191))))
            }
        }
    }
}
