/** The workflow that answers the customer here: it ships with the system. */
export const shownWorkflow = "customer_support";
