// SPDX-License-Identifier: GPL-2.0-or-later
// Addresses that are a default, or of no unit at all.

#include <stdio.h>

#include "content/env-find.h"
#include "content/mac.h"
#include "dump/rules/rule.h"

static void judge(const struct fp_look *look, const char *what, const char *text,
		  struct fp_findings *findings)
{
	uint8_t mac[FP_MAC_SIZE];
	const char *const doubt = fp_mac_parse(text, mac) ? fp_mac_doubt(mac) : NULL;
	struct fp_finding *finding;

	if (!doubt)
		return;
	finding = fp_rule_add(
		findings, look, "mac", FP_SERIOUS,
		"%s in `%s` is %s: %s, not this unit's own; two such devices in one network disturb each other",
		what, look->part->name, text, doubt);
	finding->remedy = FP_REMEDY_WRITE_OWN;
}

/* U-Boot's own names of addresses. */
static void judge_env(const struct fp_look *look, struct fp_findings *findings)
{
	static const char *const names[] = { "ethaddr", "eth1addr", "wifiaddr" };
	const struct fp_view *const view = &look->view;
	struct fp_env_shape shape;

	if (!view->data || !fp_env_guess(view->data, (size_t)view->size, FP_ENV_SIZE_MAX, &shape))
		return;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *const value = fp_env_get(view->data, &shape, names[i]);
		uint8_t mac[FP_MAC_SIZE];
		const char *const doubt =
			value && fp_mac_parse(value, mac) ? fp_mac_doubt(mac) : NULL;
		struct fp_finding *finding;

		if (!doubt)
			continue;
		finding = fp_rule_add(
			findings, look, "mac", FP_DOUBTFUL,
			"%s in `%s` is %s: %s; all such devices share it until it is set", names[i],
			look->part->name, value, doubt);
		finding->remedy = FP_REMEDY_SET_VARIABLE;
		snprintf(finding->detail, sizeof finding->detail, "%s", names[i]);
	}
}

bool fp_rule_unit(const struct fp_inspection *in, struct fp_findings *findings)
{
	static const char *const facts[] = { "mac", "ethernet_mac0", "wifi_mac0" };

	for (size_t i = 0; i < in->n_looks; i++) {
		const struct fp_look *const look = &in->looks[i];

		if (!look->part)
			continue;
		if (look->kind == &fp_kind_env)
			judge_env(look, findings);
		for (size_t k = 0; k < sizeof facts / sizeof *facts; k++)
			if (fp_fact_get(&look->found, facts[k]))
				judge(look, facts[k], fp_fact_get(&look->found, facts[k]),
				      findings);
	}
	return true;
}
