/** From one prepared scene to boxes: pictures, the ladder manifest, sessions and decoding. */
package dev.bevdrift.udf;
