"""Whose fault a failure to reach anybody is."""

from __future__ import annotations

from feeds.polling.connectivity import Connectivity


def failing(*hosts: str, since: Connectivity | None = None) -> Connectivity:
    known = since or Connectivity()
    for host in hosts:
        known = known.failed(host)
    return known


def test_three_hosts_out_of_reach_and_nobody_in_it_is_our_network():
    assert failing("a", "b", "c").verdict(0, hosts=40) == "ours"


def test_one_host_three_times_says_nothing_about_the_others():
    assert failing("a", "a", "a").verdict(0, hosts=40) == "ask_others"


def test_somebody_reached_lately_means_it_is_theirs():
    assert failing("b", "c", "d", since=Connectivity().reached(100)).verdict(130, 40) == "theirs"


def test_somebody_reached_long_ago_says_nothing():
    assert failing("b", "c", "d", since=Connectivity().reached(100)).verdict(200, 40) == "ours"


def test_reaching_one_host_clears_the_suspicion():
    assert failing("a", "b", "c").reached(5).unreachable == frozenset()


def test_with_too_few_hosts_to_tell_it_counts_as_theirs():
    assert failing("a", "b").verdict(0, hosts=2) == "theirs"
