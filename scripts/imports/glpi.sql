-- Reads the impact analysis of GLPI 10 and later; changes nothing. A row says: the source impacts what is impacted.
--   mysql --batch glpi < glpi.sql > impact.tsv   then   tragweite import glpi impact.tsv --dry-run
WITH things AS (
    SELECT 'Computer' AS type, id, name, entities_id FROM glpi_computers WHERE is_deleted = 0 AND is_template = 0
    UNION ALL SELECT 'NetworkEquipment', id, name, entities_id FROM glpi_networkequipments WHERE is_deleted = 0 AND is_template = 0
    UNION ALL SELECT 'Appliance', id, name, entities_id FROM glpi_appliances WHERE is_deleted = 0
    UNION ALL SELECT 'DatabaseInstance', id, name, entities_id FROM glpi_databaseinstances WHERE is_deleted = 0
    UNION ALL SELECT 'Software', id, name, entities_id FROM glpi_softwares WHERE is_deleted = 0 AND is_template = 0
    UNION ALL SELECT 'Cluster', id, name, entities_id FROM glpi_clusters WHERE is_deleted = 0
    UNION ALL SELECT 'Enclosure', id, name, entities_id FROM glpi_enclosures WHERE is_deleted = 0 AND is_template = 0
    UNION ALL SELECT 'Rack', id, name, entities_id FROM glpi_racks WHERE is_deleted = 0 AND is_template = 0
    UNION ALL SELECT 'PDU', id, name, entities_id FROM glpi_pdus WHERE is_deleted = 0 AND is_template = 0
    UNION ALL SELECT 'Domain', id, name, entities_id FROM glpi_domains WHERE is_deleted = 0
)
SELECT r.itemtype_source AS source_type, r.items_id_source AS source_id, s.name AS source_name, es.completename AS source_entity,
       r.itemtype_impacted AS impacted_type, r.items_id_impacted AS impacted_id, i.name AS impacted_name, ei.completename AS impacted_entity
FROM glpi_impactrelations r
LEFT JOIN things s ON s.type = r.itemtype_source AND s.id = r.items_id_source
LEFT JOIN things i ON i.type = r.itemtype_impacted AND i.id = r.items_id_impacted
LEFT JOIN glpi_entities es ON es.id = s.entities_id
LEFT JOIN glpi_entities ei ON ei.id = i.entities_id
ORDER BY r.id;
