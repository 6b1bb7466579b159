"""The keys of what arrives, which say whether a rule has something new to read.

| key | arrives with |
| --- | --- |
| metric:alibaba/cloud/revenue | an observation of that line |
| topic:ai, company:alibaba | a headline tagged so |
| claim | a headline that states a figure |
| headline | any headline |
| clock | time alone |

Apart from store/rules/reads.py, so that who asks whether anything is due need not load the rules.
"""

ANY_HEADLINE = "headline"
CLAIM = "claim"
CLOCK = "clock"
