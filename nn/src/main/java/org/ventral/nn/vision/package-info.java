/** Networks that look at images. */
package org.ventral.nn.vision;
