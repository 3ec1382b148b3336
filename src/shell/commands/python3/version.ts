/** The Python that is simulated. */
export const PYTHON_VERSION = "3.11.2";
