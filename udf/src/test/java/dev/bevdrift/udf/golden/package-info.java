/** Golden vectors: JSON made by the reference implementations, see {@code export/golden}. */
package dev.bevdrift.udf.golden;
