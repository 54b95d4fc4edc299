/**
 * Pictures as the network wants them: JPEG decoding, normalisation, scaling, padding.
 *
 * <p>Everything here repeats the original's pipeline (OpenCV through mmcv) to the last bit, on a
 * CPU whose OpenCV uses Intel's IPP, as the pip wheels for x86-64 do.
 *
 * <p>Decisions (November 2026):
 *
 * <ul>
 *   <li>The JDK's own JPEG reader: its pixels equal OpenCV's, and no native library has to travel.
 *       It decodes into one picture of its own byte order, again and again, and is as fast as
 *       OpenCV's then; some 15 KB of small objects a picture are all that it allocates.
 *   <li>EXIF orientation is ignored, because the original reads with IMREAD_UNCHANGED, which does.
 *   <li>Mean and standard deviation are rounded to 32 bits first, as mmdet does. The difference is
 *       taken in 32 bits and multiplied by the inverse in 64, as cv2.subtract and cv2.multiply do.
 *   <li>Linear interpolation is {@code a + (b - a) * t} along rows, then along columns, each with
 *       one rounding (fused), with positions in 64 bits. Measured against cv2 4.11: no value
 *       differs where sides scale evenly (0.5 and 0.8 of 1600x900 and of 320x180); elsewhere less
 *       than 1 % do, in the last bit.
 *   <li>At a scale of exactly one half OpenCV's documentation promises the mean of four values;
 *       with IPP it is the formula above too, and the mean differs from it by up to 2.4e-7. The
 *       original's recorded output agrees with the formula in every bit.
 *   <li>Decoding at half size ({@link dev.bevdrift.udf.image.Decoding#HALF}) is Leptonica's,
 *       through JavaCPP: BSD, 5 MB for one platform, and it counts libjpeg's warnings, so that
 *       corrupt pictures are refused as elsewhere. Its pixels equal OpenCV's reduced ones (tested).
 *       OpenCV itself takes 54 MB with OpenBLAS and hides those warnings; libjpeg-turbo's own
 *       binding has no native library in Maven's registry. It is not needed by who does not ask for
 *       it.
 * </ul>
 */
package dev.bevdrift.udf.image;
