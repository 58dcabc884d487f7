# language: fr
# Généré par « interop translate » à partir de features/integration/reporting.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@RAD-128 @HL7.7
Fonctionnalité: Le médecin demandeur lit le compte rendu valable maintenant
  Le service traite selon le compte rendu qu'il voit.
  Un texte provisoire qui cache le définitif, ou un texte retiré qui reste, fait traiter une autre maladie.

  Règle: Chaque statut parvient au dossier patient informatisé, dans l'ordre des signatures

    @TC-RPT-001 @shall @positive
    Scénario: Provisoire, puis définitif
      Étant donné que le patient "Carlos Nve" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" du patient "Carlos Nve" a été réalisé sur l'appareil "CT_ER1"
      Lorsque le radiologue signe avec le statut "provisoire" le compte rendu "Sin hallazgos agudos." de l'examen "Scanner thoracique" du patient "Carlos Nve"
      Alors le médecin demandeur voit le compte rendu de l'examen "Scanner thoracique" du patient "Carlos Nve" avec le statut "provisoire"
      Lorsque le radiologue signe avec le statut "définitif" le compte rendu "Nódulo de 6 mm en el lóbulo superior derecho." de l'examen "Scanner thoracique" du patient "Carlos Nve"
      Alors le médecin demandeur voit le compte rendu de l'examen "Scanner thoracique" du patient "Carlos Nve" avec le statut "définitif"
      Et le médecin demandeur lit le texte "Nódulo de 6 mm en el lóbulo superior derecho." dans le compte rendu de l'examen "Scanner thoracique" du patient "Carlos Nve"

    @FIELD-16 @TC-RPT-002 @shall @positive
    Scénario: Une rectification remplace le compte rendu définitif et le dit
      Étant donné que le patient "Carlos Nve" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" du patient "Carlos Nve" a été réalisé sur l'appareil "CT_ER1"
      Et que le radiologue a signé avec le statut "définitif" le compte rendu "Nódulo en el lado izquierdo." de l'examen "Scanner thoracique" du patient "Carlos Nve"
      Lorsque le radiologue signe avec le statut "rectifié" le compte rendu "Nódulo en el lado derecho." de l'examen "Scanner thoracique" du patient "Carlos Nve"
      Alors le médecin demandeur voit le compte rendu de l'examen "Scanner thoracique" du patient "Carlos Nve" avec le statut "rectifié"
      Et le médecin demandeur lit le texte "Nódulo en el lado derecho." dans le compte rendu de l'examen "Scanner thoracique" du patient "Carlos Nve"

    @TC-RPT-003 @shall @positive
    Scénario: Un addendum garde ce qui avait été dit
      Étant donné que le patient "Carlos Nve" figure dans le fichier des patients
      Et que l'examen "IRM cérébrale" du patient "Carlos Nve" a été réalisé sur l'appareil "MR_1"
      Et que le radiologue a signé avec le statut "définitif" le compte rendu "Sin lesiones." de l'examen "IRM cérébrale" du patient "Carlos Nve"
      Lorsque le radiologue ajoute au compte rendu de l'examen "IRM cérébrale" du patient "Carlos Nve" l'addendum "Comparado con el estudio previo."
      Alors le médecin demandeur lit le texte "Comparado con el estudio previo." dans le compte rendu de l'examen "IRM cérébrale" du patient "Carlos Nve"
      Et le médecin demandeur lit le texte "Sin lesiones." dans le compte rendu de l'examen "IRM cérébrale" du patient "Carlos Nve"

  Règle: Le compte rendu se rapporte à sa demande et à son examen, et arrive mot pour mot

    @FIELD-05 @TC-RPT-004 @shall @positive
    Scénario: Les accents, les signes et les sauts de ligne d'un compte rendu sont conservés
      Étant donné que la patiente "Prueba Inés Nguema Ñengono" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Prueba Inés Nguema Ñengono" a été réalisé sur l'appareil "CT_ER1"
      Lorsque le radiologue signe avec le statut "définitif" un compte rendu de l'examen "Scanner thoracique" de la patiente "Prueba Inés Nguema Ñengono" avec accents, séparateurs et sauts de ligne
      Alors le médecin demandeur lit tous les caractères du compte rendu de l'examen "Scanner thoracique" de la patiente "Prueba Inés Nguema Ñengono"
      Et le compte rendu de l'examen "Scanner thoracique" de la patiente "Prueba Inés Nguema Ñengono" nomme la demande et l'examen auxquels il se rapporte

    @TC-RPT-005 @shall @positive
    Scénario: Un compte rendu en forme de document arrive octet par octet
      Étant donné que le patient "Carlos Nve" figure dans le fichier des patients
      Et que l'examen "Mammographie bilatérale" du patient "Carlos Nve" a été réalisé sur l'appareil "MG_1"
      Lorsque le radiologue signe avec le statut "définitif" un compte rendu de l'examen "Mammographie bilatérale" du patient "Carlos Nve" sous forme de document PDF
      Alors le médecin demandeur ouvre le même document PDF dans le compte rendu de l'examen "Mammographie bilatérale" du patient "Carlos Nve"

    @TC-RPT-006 @shall @positive
    Scénario: Un résultat critique codé arrive comme code
      Étant donné que le patient "Carlos Nve" figure dans le fichier des patients
      Et que l'examen "Scanner cérébral sans injection" du patient "Carlos Nve" a été réalisé sur l'appareil "CT_ER1"
      Lorsque le radiologue signe avec le statut "définitif" le compte rendu de l'examen "Scanner cérébral sans injection" du patient "Carlos Nve" avec le résultat codé "Hemorragia intracraneal"
      Alors le médecin demandeur voit le résultat codé "Hemorragia intracraneal" dans le compte rendu de l'examen "Scanner cérébral sans injection" du patient "Carlos Nve"

  Règle: Ce qui n'est plus valable n'est plus montré

    @FIELD-16 @TC-RPT-007 @shall @negative
    Scénario: Un compte rendu provisoire arrivé en retard ne remplace pas le définitif
      Étant donné que le patient "Carlos Nve" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" du patient "Carlos Nve" a été réalisé sur l'appareil "CT_ER1"
      Et que le radiologue a signé avec le statut "définitif" le compte rendu "Neumonía del lóbulo medio." de l'examen "Scanner thoracique" du patient "Carlos Nve"
      Lorsque un compte rendu provisoire "Sin hallazgos." de l'examen "Scanner thoracique" du patient "Carlos Nve" arrive en retard au dossier patient informatisé
      Alors le médecin demandeur voit le compte rendu de l'examen "Scanner thoracique" du patient "Carlos Nve" avec le statut "définitif"
      Et le médecin demandeur lit le texte "Neumonía del lóbulo medio." dans le compte rendu de l'examen "Scanner thoracique" du patient "Carlos Nve"

    @TC-RPT-008 @shall @negative
    Scénario: Un compte rendu sur le mauvais patient est retiré
      Étant donné que le patient "Carlos Nve" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" du patient "Carlos Nve" a été réalisé sur l'appareil "CT_ER1"
      Et que le radiologue a signé avec le statut "définitif" le compte rendu "Metástasis pulmonares." de l'examen "Scanner thoracique" du patient "Carlos Nve"
      Lorsque le radiologue retire le compte rendu de l'examen "Scanner thoracique" du patient "Carlos Nve"
      Alors le médecin demandeur ne voit aucun compte rendu valide de l'examen "Scanner thoracique" du patient "Carlos Nve"

    @TC-RPT-009 @shall @negative
    Scénario: Un examen annulé ne peut pas avoir de compte rendu définitif
      Étant donné que le patient "Pedro Abeso" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" du patient "Pedro Abeso" est programmé sur l'appareil "CT_ER1"
      Lorsque le service demandeur annule la demande de l'examen "Scanner thoracique" pour le patient "Pedro Abeso"
      Et le radiologue tente de signer avec le statut "définitif" le compte rendu "Normal." de l'examen "Scanner thoracique" du patient "Pedro Abeso"
      Alors le médecin demandeur ne voit aucun compte rendu valide de l'examen "Scanner thoracique" du patient "Pedro Abeso"
