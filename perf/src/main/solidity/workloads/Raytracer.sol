// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// A small ray tracer in fixed point (18 bits after the point): three spheres above a chequered
/// floor, one light, shadows, mirrors two bounces deep. Returns a digest of the picture.
contract Raytracer {
    int256 private constant ONE = 1 << 18;

    struct Vector {
        int256 x;
        int256 y;
        int256 z;
    }

    struct Sphere {
        Vector centre;
        int256 radius;
        int256 mirror;
        int256 colour;
    }

    function render(uint256 width) external pure returns (uint256 digest) {
        Sphere[] memory spheres = scene();
        int256 w = int256(width);
        for (int256 y = 0; y < w; y++) {
            for (int256 x = 0; x < w; x++) {
                Vector memory d = normalise(Vector((2 * x - w) * ONE / w, (w - 2 * y) * ONE / w, ONE));
                int256 colour = trace(spheres, Vector(0, ONE, -3 * ONE), d, 2);
                unchecked {
                    digest = digest * 16777619 ^ uint256(colour);
                }
            }
        }
    }

    function scene() private pure returns (Sphere[] memory s) {
        s = new Sphere[](3);
        s[0] = Sphere(Vector(0, ONE, ONE), ONE, ONE / 2, 200 * ONE);
        s[1] = Sphere(Vector(-2 * ONE, ONE / 2, 0), ONE / 2, ONE / 4, 120 * ONE);
        s[2] = Sphere(Vector(3 * ONE / 2, ONE / 2, -ONE / 2), ONE / 2, 0, 160 * ONE);
    }

    function trace(Sphere[] memory spheres, Vector memory o, Vector memory d, uint256 depth)
        private
        pure
        returns (int256)
    {
        (int256 t, uint256 hit) = nearest(spheres, o, d);
        if (hit == type(uint256).max) {
            return floor(spheres, o, d);
        }
        Vector memory p = along(o, d, t);
        Vector memory n = normalise(minus(p, spheres[hit].centre));
        int256 colour = spheres[hit].colour * lightAt(spheres, p, n) >> 18;
        int256 mirror = spheres[hit].mirror;
        if (depth > 0 && mirror > 0) {
            colour = (colour * (ONE - mirror) + trace(spheres, p, reflect(d, n), depth - 1) * mirror) >> 18;
        }
        return colour;
    }

    function reflect(Vector memory d, Vector memory n) private pure returns (Vector memory) {
        int256 twice = 2 * dot(d, n);
        return Vector(d.x - (twice * n.x >> 18), d.y - (twice * n.y >> 18), d.z - (twice * n.z >> 18));
    }

    function floor(Sphere[] memory spheres, Vector memory o, Vector memory d) private pure returns (int256) {
        if (d.y >= 0) {
            return 90 * ONE + 60 * d.y;
        }
        Vector memory p = along(o, d, -o.y * ONE / d.y);
        int256 base = ((p.x >> 18) + (p.z >> 18)) & 1 == 0 ? 220 * ONE : 40 * ONE;
        return base * lightAt(spheres, p, Vector(0, ONE, 0)) >> 18;
    }

    function lightAt(Sphere[] memory spheres, Vector memory p, Vector memory n) private pure returns (int256) {
        Vector memory l = normalise(Vector(-3 * ONE, 5 * ONE, -4 * ONE));
        int256 cosine = dot(n, l);
        if (cosine <= 0) {
            return ONE / 8;
        }
        (, uint256 blocker) = nearest(spheres, p, l);
        return blocker == type(uint256).max ? ONE / 8 + (cosine * 7 >> 3) : ONE / 8;
    }

    function nearest(Sphere[] memory spheres, Vector memory o, Vector memory d)
        private
        pure
        returns (int256 best, uint256 hit)
    {
        hit = type(uint256).max;
        best = type(int256).max;
        for (uint256 i = 0; i < spheres.length; i++) {
            Vector memory oc = minus(o, spheres[i].centre);
            int256 b = dot(oc, d);
            int256 c = dot(oc, oc) - (spheres[i].radius * spheres[i].radius >> 18);
            int256 square = (b * b >> 18) - c;
            if (square > 0) {
                int256 t = -b - root(square);
                if (t > ONE / 256 && t < best) {
                    best = t;
                    hit = i;
                }
            }
        }
    }

    function minus(Vector memory a, Vector memory b) private pure returns (Vector memory) {
        return Vector(a.x - b.x, a.y - b.y, a.z - b.z);
    }

    function along(Vector memory o, Vector memory d, int256 t) private pure returns (Vector memory) {
        return Vector(o.x + (d.x * t >> 18), o.y + (d.y * t >> 18), o.z + (d.z * t >> 18));
    }

    function dot(Vector memory a, Vector memory b) private pure returns (int256) {
        return (a.x * b.x + a.y * b.y + a.z * b.z) >> 18;
    }

    function normalise(Vector memory v) private pure returns (Vector memory) {
        int256 length = root(dot(v, v));
        return Vector(v.x * ONE / length, v.y * ONE / length, v.z * ONE / length);
    }

    /// The square root of a fixed-point number, by Newton's method.
    function root(int256 v) private pure returns (int256) {
        uint256 n = uint256(v) << 18;
        uint256 x = n;
        uint256 y = (n + 1) >> 1;
        if (n > 1 << 40) {
            y = 1 << 32;
            x = y + 1;
            while (y * y < n) {
                y <<= 1;
            }
            x = y + 1;
        }
        while (y < x) {
            x = y;
            y = (x + n / x) >> 1;
        }
        return int256(x);
    }
}
